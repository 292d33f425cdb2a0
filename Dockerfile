# syntax=docker/dockerfile:1

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /out/embargo ./cmd/embargo
# What the program finds in its image: a folder for the database (a new volume takes over its owner and
# mode), one for SQLite's temporary files, the certificates it trusts, and the time zones.
RUN mkdir -p /out/data /out/tmp \
 && cp /etc/ssl/certs/ca-certificates.crt /usr/local/go/lib/time/zoneinfo.zip /out/

FROM scratch
COPY --from=build /out/embargo /embargo
COPY --from=build /out/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/zoneinfo.zip /zoneinfo.zip
COPY --from=build --chmod=1777 /out/tmp /tmp
COPY --from=build --chown=65532:65532 --chmod=0700 /out/data /var/lib/embargo

USER 65532:65532
ENV ZONEINFO=/zoneinfo.zip \
    EMBARGO_DATABASE_URL=sqlite:/var/lib/embargo/embargo.db
VOLUME /var/lib/embargo
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/embargo", "healthcheck"]
ENTRYPOINT ["/embargo"]
CMD ["serve"]
