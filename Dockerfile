# syntax=docker/dockerfile:1
# Build with every dependency, ship with those of production only.
FROM node:26-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
COPY policies ./policies
RUN npm run build

FROM node:26-slim AS dependencies
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:26-slim
# Temporary files go where reports go: with --read-only there is no other place.
ENV NODE_ENV=production TMPDIR=/work
WORKDIR /opt/fleet-auditor
COPY --from=dependencies /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json ./
COPY report-templates ./report-templates
# The only folder the user may write: reports and snapshots. Everything else may be mounted read-only.
RUN mkdir -p /work && chown node:node /work
USER node
WORKDIR /work
VOLUME ["/work"]
ENTRYPOINT ["node", "/opt/fleet-auditor/dist/src/cli/main.js"]
CMD ["--help"]
