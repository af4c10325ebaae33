FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Host -c Release -o /out

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /out .
COPY config.ini .
COPY comfy comfy
RUN mkdir /data && chown $APP_UID:$APP_UID /data
# ASPNETCORE_URLS goes before the base image's ASPNETCORE_HTTP_PORTS; emptied so that nobody is warned of it.
ENV ASPNETCORE_URLS=http://0.0.0.0:8080 \
    ASPNETCORE_HTTP_PORTS= \
    ARTENGINE_ROOT=/app \
    DataDirectory=/data
VOLUME /data
EXPOSE 8080
USER $APP_UID
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["dotnet", "ArtEngine.Host.dll", "--health"]
ENTRYPOINT ["dotnet", "ArtEngine.Host.dll"]
