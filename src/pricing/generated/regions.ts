// Made by scripts/make-price-table.mjs; not to be edited.
// region | service | architecture | vCPU-hour or GB-second | GB-hour or million requests | date | source
export const REGION_TABLE = `
us-east-1|fargate|x86|0.04048|0.004445|2026-10-09|AWS price list rows effective 2026-07-01 read 2026-10-09 + infracost goldens
us-east-1|lambda|x86|0.0000166667|0.20|2026-10-09|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
us-east-1|fargate|arm|0.03238|0.00356|2026-10-09|AWS price list rows effective 2026-07-01 read 2026-10-09 + infracost goldens
us-east-1|lambda|arm|0.0000133334|0.20|2026-10-09|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
us-east-2|fargate|x86|0.04048|0.004445|2026-09-24|Price List API read for a calculator capture; theuves/fgcalc src/utils/data.js 6e1547c file unchanged since 2021-01-14
us-east-2|lambda|x86|0.0000166667|0.20|2026-09-24|calculator.aws lambda.json copy
us-east-2|fargate|arm|0.03238|0.00356|2026-09-24|Price List API read for a calculator capture
us-east-2|lambda|arm|0.0000133334|0.20|2026-09-24|calculator.aws lambda.json copy
us-west-1|fargate|x86|0.04656|0.00511|2026-09-27|price list read; theuves/fgcalc src/utils/data.js 6e1547c file unchanged since 2021-01-14
us-west-1|lambda|x86|0.0000166667|0.20|2026-09-27|calculator.aws lambda.json copy
us-west-1|fargate|arm|0.03725|0.00409|2026-09-27|list prices checked 2026-09-26/27
us-west-1|lambda|arm|0.0000133334|0.20|2026-09-27|calculator.aws lambda.json copy
us-west-2|fargate|x86|0.04048|0.004445|2021-01-14|theuves/fgcalc src/utils/data.js 6e1547c file unchanged since 2021-01-14; vCPU matches an estimate test USW2-Fargate-vCPU 730 h = 29.55
us-west-2|lambda|x86|0.0000166667|0.20|2021-01-14|calculator.aws lambda.json copy
us-west-2|lambda|arm|0.0000133334|0.20|2021-01-14|calculator.aws lambda.json copy
ca-central-1|fargate|x86|0.04456|0.004865|2026-08-24|dated rate card; theuves/fgcalc src/utils/data.js 6e1547c file unchanged since 2021-01-14
ca-central-1|lambda|x86|0.0000166667|0.20|2026-08-24|calculator.aws lambda.json copy
ca-central-1|fargate|arm|0.03565|0.00389|2026-08-24|dated rate card
ca-central-1|lambda|arm|0.0000133334|0.20|2026-08-24|calculator.aws lambda.json copy
eu-west-1|fargate|x86|0.04048|0.004445|2026-07-13|Price List SKUs K4EXFQ5YFQCP98EN UP5ETC3QSW2QZGEY KXC9CEUQGJQPNZPY MGJ5EB5GSHR8QZDF
eu-west-1|lambda|x86|0.0000166667|0.20|2026-07-13|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
eu-west-1|fargate|arm|0.03238|0.00356|2026-07-13|Price List SKUs K4EXFQ5YFQCP98EN UP5ETC3QSW2QZGEY KXC9CEUQGJQPNZPY MGJ5EB5GSHR8QZDF; also Pricing API 2026-07-13
eu-west-1|lambda|arm|0.0000133334|0.20|2026-07-13|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
eu-west-2|fargate|x86|0.04656|0.00511|2026-02-20|price list table with usage types EUW2-Fargate-*; theuves/fgcalc src/utils/data.js 6e1547c file unchanged since 2021-01-14
eu-west-2|lambda|x86|0.0000166667|0.20|2026-02-20|calculator.aws lambda.json copy
eu-west-2|fargate|arm|0.03725|0.00409|2026-02-20|price list table with usage types EUW2-Fargate-*
eu-west-2|lambda|arm|0.0000133334|0.20|2026-02-20|calculator.aws lambda.json copy
eu-west-3|fargate|x86|0.0486|0.0053|2026-05-29|Price List API AmazonECS eu-west-3 checked 2026-05-29
eu-west-3|lambda|x86|0.0000166667|0.20|2026-05-29|calculator.aws lambda.json copy
eu-west-3|lambda|arm|0.0000133334|0.20|2026-05-29|calculator.aws lambda.json copy
eu-central-1|fargate|x86|0.04656|0.00511|2026-10-09|AWS price list eu-central-1 2026-10-09 + calculator recompute 2026-09-24
eu-central-1|lambda|x86|0.0000166667|0.20|2026-10-09|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
eu-central-1|fargate|arm|0.03725|0.00409|2026-10-09|AWS price list eu-central-1 2026-10-09 + calculator recompute 2026-09-24
eu-central-1|lambda|arm|0.0000133334|0.20|2026-10-09|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
eu-north-1|fargate|x86|0.0445|0.0049|2021-01-14|theuves/fgcalc src/utils/data.js 6e1547c file unchanged since 2021-01-14
eu-north-1|lambda|x86|0.0000166667|0.20|2021-01-14|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
eu-north-1|fargate|arm|0.0356|0.00392|2026-07-13|Pricing API 2026-07-13
eu-north-1|lambda|arm|0.0000133334|0.20|2026-07-13|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
eu-south-1|fargate|x86|0.0486|0.0053|2021-01-14|theuves/fgcalc src/utils/data.js 6e1547c file unchanged since 2021-01-14
eu-south-1|lambda|x86|0.0000195172|0.23|2026-09-28|calculator.aws lambda.json copy; janritter/aws-lambda-live-tuner cost table; corroborated by Price List reading of AWSLambda offer 2026-09-19
eu-south-1|lambda|arm|0.0000156138|0.23||calculator.aws lambda.json copy; janritter/aws-lambda-live-tuner cost table; corroborated by Price List reading of AWSLambda offer 2026-09-19
ap-south-1|fargate|x86|0.04256|0.004655|2026-10-01|Mumbai offer publication 2026-09-11
ap-south-1|lambda|x86|0.0000166667|0.20|2026-10-01|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
ap-south-1|fargate|arm|0.02383|0.00261|2026-10-01|Mumbai offer publication 2026-09-11
ap-south-1|lambda|arm|0.0000133334|0.20|2026-10-01|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
ap-southeast-1|fargate|x86|0.05056|0.00553|2026-09-29|Price List API 2026-09-29
ap-southeast-1|lambda|x86|0.0000166667|0.20|2026-09-29|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
ap-southeast-1|fargate|arm|0.04045|0.00442|2026-09-29|Price List API 2026-09-29
ap-southeast-1|lambda|arm|0.0000133334|0.20|2026-09-29|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
ap-southeast-2|fargate|x86|0.04856|0.00532||AWS public pricing data for Sydney; theuves/fgcalc src/utils/data.js 6e1547c file unchanged since 2021-01-14
ap-southeast-2|lambda|x86|0.0000166667|0.20||calculator.aws lambda.json copy
ap-southeast-2|fargate|arm|0.03885|0.00426||AWS public pricing data for Sydney
ap-southeast-2|lambda|arm|0.0000133334|0.20||calculator.aws lambda.json copy
ap-northeast-1|fargate|x86|0.05056|0.00553|2026-09-16|Price List public JSON confirmed 2026-09-16
ap-northeast-1|lambda|x86|0.0000166667|0.20|2026-09-16|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
ap-northeast-1|fargate|arm|0.04045|0.00442|2026-09-16|Price List public JSON confirmed 2026-09-16
ap-northeast-1|lambda|arm|0.0000133334|0.20|2026-09-16|calculator.aws lambda.json copy; corroborated by Price List reading of AWSLambda offer 2026-09-19
ap-northeast-2|fargate|x86|0.04656|0.00511|2026-10-01|Price List AmazonECS ap-northeast-2 2026-10-01
ap-northeast-2|lambda|x86|0.0000166667|0.20|2026-10-01|calculator.aws lambda.json copy
ap-northeast-2|fargate|arm|0.03725|0.00409|2026-10-01|Price List AmazonECS ap-northeast-2 2026-10-01
ap-northeast-2|lambda|arm|0.0000133334|0.20|2026-10-01|calculator.aws lambda.json copy
sa-east-1|fargate|x86|0.0696|0.0076|2026-09-13|on-demand rates 2026-09-13 and apoloferreira/basecode doc/custo02.md
sa-east-1|lambda|x86|0.0000166667|0.20|2026-09-13|calculator.aws lambda.json copy
sa-east-1|fargate|arm|0.0557|0.00612|2026-09-13|Price List API sa-east-1
sa-east-1|lambda|arm|0.0000133334|0.20|2026-09-13|calculator.aws lambda.json copy
af-south-1|fargate|x86|0.0546|0.0060|2021-01-14|theuves/fgcalc src/utils/data.js 6e1547c file unchanged since 2021-01-14
af-south-1|lambda|x86|0.0000221|0.27|2026-09-28|calculator.aws lambda.json copy; janritter/aws-lambda-live-tuner cost table; corroborated by Price List reading of AWSLambda offer 2026-09-19
af-south-1|lambda|arm|0.00001768|0.27||calculator.aws lambda.json copy; janritter/aws-lambda-live-tuner cost table; corroborated by Price List reading of AWSLambda offer 2026-09-19
ap-east-1|fargate|x86|0.0556|0.0061|2021-01-14|theuves/fgcalc src/utils/data.js 6e1547c file unchanged since 2021-01-14
ap-east-1|lambda|x86|0.00002292|0.28|2026-09-28|calculator.aws lambda.json copy; janritter/aws-lambda-live-tuner cost table; corroborated by Price List reading of AWSLambda offer 2026-09-19
ap-east-1|lambda|arm|0.0000183|0.28||calculator.aws lambda.json copy; janritter/aws-lambda-live-tuner cost table; corroborated by Price List reading of AWSLambda offer 2026-09-19
me-south-1|fargate|x86|0.0526|0.0058|2021-01-14|theuves/fgcalc src/utils/data.js 6e1547c file unchanged since 2021-01-14
me-south-1|lambda|x86|0.0000206667|0.25|2026-09-28|calculator.aws lambda.json copy; janritter/aws-lambda-live-tuner cost table; corroborated by Price List reading of AWSLambda offer 2026-09-19
me-south-1|lambda|arm|0.0000165334|0.25||calculator.aws lambda.json copy; janritter/aws-lambda-live-tuner cost table; corroborated by Price List reading of AWSLambda offer 2026-09-19
ap-northeast-3|fargate|x86|0.05056|0.00553||Tokyo and Osaka unit prices
ap-northeast-3|lambda|x86|0.0000166667|0.20||calculator.aws lambda.json copy
ap-northeast-3|lambda|arm|0.0000133334|0.20||calculator.aws lambda.json copy
ap-southeast-3|fargate|x86|0.05056|0.00553||ap-southeast-3 unit prices
ap-southeast-3|lambda|x86|0.0000166667|0.20||janritter/aws-lambda-live-tuner cost table
ap-southeast-3|lambda|arm|0.0000133334|0.20||janritter/aws-lambda-live-tuner cost table
ap-southeast-4|lambda|x86|0.0000166667|0.20||calculator.aws lambda.json copy
ap-southeast-4|lambda|arm|0.0000133334|0.20||calculator.aws lambda.json copy
ap-southeast-5|lambda|x86|0.000015|0.18||calculator.aws lambda.json copy
ap-southeast-5|lambda|arm|0.000012|0.18||calculator.aws lambda.json copy
eu-central-2|lambda|x86|0.0000183334|0.22||calculator.aws lambda.json copy
eu-central-2|lambda|arm|0.0000146667|0.22||calculator.aws lambda.json copy
me-central-1|lambda|x86|0.0000206667|0.25||janritter/aws-lambda-live-tuner cost table
il-central-1|lambda|x86|0.0000175|0.21||
`;
