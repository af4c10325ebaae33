#!/bin/sh
# Run once by the image, when the volume is new: Fief has a database and a role of its own beside ours.
set -eu

psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --set password="$FIEF_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE fief LOGIN PASSWORD :'password';
CREATE DATABASE fief OWNER fief;
SQL
