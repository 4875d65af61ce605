# Built in one image, run in another that has no compiler, no npm cache and no sources.
FROM node:24-bookworm-slim AS build
# better-sqlite3 is compiled where there is no binary of it for this system.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 make g++ \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
# Of all packages only this one runs a script; our own "prepare" would build before there are sources.
RUN npm ci --ignore-scripts --no-audit --no-fund && npm rebuild better-sqlite3
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY adapters adapters
COPY intents intents
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund
# Shows that the program runs, checks the content, and keeps what is learned from it, so that a start takes no time.
RUN echo "552 5.2.2 Mailbox full" | node dist/src/cli/main.js identify

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3978 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/adapters/web/page adapters/web/page
COPY --from=build /app/intents intents
# For the embedded store; with DATABASE_URL nothing is written, and the file system may be read-only.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 3978
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/cli/main.js", "start"]
