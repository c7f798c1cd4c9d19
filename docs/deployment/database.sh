#!/bin/sh
# At the first start of PostgreSQL: a role of Créneau's own, and its database. A plain role: from a superuser, as the image
# makes one, PostgreSQL keeps no firm's rows apart.
psql --username postgres --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/server_password)" <<'SQL'
CREATE ROLE creneau LOGIN PASSWORD :'password';
CREATE DATABASE creneau OWNER creneau ENCODING UTF8 TEMPLATE template0;
SQL
