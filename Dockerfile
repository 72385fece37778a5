FROM debian:bookworm-slim AS builder
WORKDIR /src
COPY scripts/lib.sh scripts/install-dependencies scripts/
RUN scripts/install-dependencies build
COPY . .
RUN cmake --preset release -DBUILD_TESTING=OFF \
 && ninja -C build/release unpod-taskd unpod-task \
 && mkdir -p /stage/usr/local/bin /stage/usr/local/share/unpod \
 && install --strip build/release/bin/unpod-taskd build/release/bin/unpod-task /stage/usr/local/bin/ \
 && scripts/runtime-packages /stage/usr/local/bin/* >/stage/usr/local/share/unpod/packages

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="unpod-taskd" \
      org.opencontainers.image.description="gRPC service that creates voice-call tasks at Unpod" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=builder /stage/ /
RUN apt-get -qq update \
 && DEBIAN_FRONTEND=noninteractive xargs apt-get -qq -y --no-install-recommends install ca-certificates \
      </usr/local/share/unpod/packages \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/* \
 && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin unpod \
 && install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/unpod-taskd
USER 10001:10001
ENV UNPOD_TASKD_LISTEN=0.0.0.0:50051 \
    UNPOD_TASKD_LEDGER=sqlite:/var/lib/unpod-taskd/ledger.db
VOLUME /var/lib/unpod-taskd
EXPOSE 50051
HEALTHCHECK --interval=10s --timeout=6s --start-period=5s CMD unpod-task health --service live --address "127.0.0.1:${UNPOD_TASKD_LISTEN##*:}"
ENTRYPOINT ["unpod-taskd"]
