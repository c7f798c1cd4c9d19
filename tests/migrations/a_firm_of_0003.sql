BEGIN TRANSACTION;
CREATE TABLE absences (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	technician_id TEXT NOT NULL, 
	interval_start DATETIME NOT NULL, 
	interval_end DATETIME NOT NULL, 
	reason TEXT NOT NULL, 
	source TEXT NOT NULL, 
	CONSTRAINT pk_absences PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_absences_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE accounts (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	email TEXT NOT NULL, 
	name TEXT NOT NULL, 
	roles JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	technician_id TEXT, 
	password_hash TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_accounts PRIMARY KEY (firm_id, id), 
	CONSTRAINT uq_accounts_email UNIQUE (firm_id, email), 
	CONSTRAINT fk_accounts_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
INSERT INTO "accounts" VALUES('a3f3f4155eda48b286b1c013894eba82','d53fa333bf854356908b7a4407de2561','odile@course.invalid','Odile','["dispatcher","management","technician"]','2026-11-28T06:12:33.596390+00:00',NULL,'$argon2id$v=19$m=19456,t=2,p=1$CleFtaOc7iHE1JeHAdzdSg$OJIzAxGjQweQLLYmx5a/Qp+jrfM0TfBIOIY8jq1i0bc',1);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE answers (
	firm_id TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_answers PRIMARY KEY (firm_id, "key"), 
	CONSTRAINT fk_answers_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-1-hold','hold repair Position(lat=45.8992, lon=6.1294) 2026-12-01T07:00:00+00:00','4e1a778a660c4007976bd797ee0f19d4','2026-11-28T06:12:51.707636+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-1-confirm','confirm 4e1a778a660c4007976bd797ee0f19d4','4e1a778a660c4007976bd797ee0f19d4','2026-11-28T06:12:52.286495+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-2-hold','hold repair Position(lat=45.8992, lon=6.1294) 2026-12-01T12:30:00+00:00','73bcba60c12d4f8b9ac50c3bec5fc658','2026-11-28T06:12:52.749608+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-2-confirm','confirm 73bcba60c12d4f8b9ac50c3bec5fc658','73bcba60c12d4f8b9ac50c3bec5fc658','2026-11-28T06:12:53.531743+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-3-hold','hold repair Position(lat=45.8992, lon=6.1294) 2026-11-30T09:00:00+00:00','2ff194afce3047328cd86f7c966215bf','2026-11-28T06:12:53.664040+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-3-confirm','confirm 2ff194afce3047328cd86f7c966215bf','2ff194afce3047328cd86f7c966215bf','2026-11-28T06:12:53.869775+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-4-hold','hold repair Position(lat=45.8992, lon=6.1294) 2026-12-01T12:30:00+00:00','dc14c40043284babb14edf7540f80a29','2026-11-28T06:12:54.097733+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-4-confirm','confirm dc14c40043284babb14edf7540f80a29','dc14c40043284babb14edf7540f80a29','2026-11-28T06:12:54.253709+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-5-hold','hold repair Position(lat=45.8992, lon=6.1294) 2026-11-30T07:00:00+00:00','ceb64f26a1c641c5a9a022ac8b8aa36f','2026-11-28T06:12:54.401676+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-5-confirm','confirm ceb64f26a1c641c5a9a022ac8b8aa36f','ceb64f26a1c641c5a9a022ac8b8aa36f','2026-11-28T06:12:54.531890+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-6-hold','hold repair Position(lat=45.8992, lon=6.1294) 2026-12-01T07:00:00+00:00','4de8b406e7714287baad011d67ed12b5','2026-11-28T06:12:54.716237+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-6-confirm','confirm 4de8b406e7714287baad011d67ed12b5','4de8b406e7714287baad011d67ed12b5','2026-11-28T06:12:55.028894+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-7-hold','hold repair Position(lat=45.8853, lon=6.0886) 2026-12-02T09:00:00+00:00','9e698569e1004e23a0ae8207fa280d37','2026-11-28T06:12:55.496071+00:00');
INSERT INTO "answers" VALUES('a3f3f4155eda48b286b1c013894eba82','client-1-7-confirm','confirm 9e698569e1004e23a0ae8207fa280d37','9e698569e1004e23a0ae8207fa280d37','2026-11-28T06:12:55.762838+00:00');
CREATE TABLE api_tokens (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	prefix TEXT NOT NULL, 
	scopes JSON NOT NULL, 
	made_by TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	expires_at DATETIME, 
	last_used_at DATETIME, 
	CONSTRAINT pk_api_tokens PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_api_tokens_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE appointments (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	service_id TEXT NOT NULL, 
	window_start DATETIME NOT NULL, 
	window_end DATETIME NOT NULL, 
	duration BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	held_until DATETIME, 
	customer_id TEXT, 
	site_id TEXT, 
	comment TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	CONSTRAINT pk_appointments PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_appointments_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
INSERT INTO "appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','4e1a778a660c4007976bd797ee0f19d4','repair','2026-12-01T07:00:00.000000+00:00','2026-12-01T09:00:00.000000+00:00',3600,'cancelled_by_customer','2026-11-28T06:12:51.707636+00:00',NULL,'d91ba8dd30a94b589f78f1d73b1641df','fdef959c14ee4881ad0685329210bff2','',2);
INSERT INTO "appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','73bcba60c12d4f8b9ac50c3bec5fc658','repair','2026-12-01T12:30:00.000000+00:00','2026-12-01T14:30:00.000000+00:00',3600,'confirmed','2026-11-28T06:12:52.749608+00:00',NULL,'d91ba8dd30a94b589f78f1d73b1641df','16a512ab89674d4e99a8e63f274d4974','',1);
INSERT INTO "appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','2ff194afce3047328cd86f7c966215bf','repair','2026-11-30T09:00:00.000000+00:00','2026-11-30T11:00:00.000000+00:00',3600,'confirmed','2026-11-28T06:12:53.664040+00:00',NULL,'d91ba8dd30a94b589f78f1d73b1641df','a126f135906641689223b13536a008d0','',1);
INSERT INTO "appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','dc14c40043284babb14edf7540f80a29','repair','2026-12-01T12:30:00.000000+00:00','2026-12-01T14:30:00.000000+00:00',3600,'confirmed','2026-11-28T06:12:54.097733+00:00',NULL,'d91ba8dd30a94b589f78f1d73b1641df','303f3ca4ea8d4791a4f41a11e416a5ad','',1);
INSERT INTO "appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','ceb64f26a1c641c5a9a022ac8b8aa36f','repair','2026-11-30T07:00:00.000000+00:00','2026-11-30T09:00:00.000000+00:00',3600,'confirmed','2026-11-28T06:12:54.401676+00:00',NULL,'d91ba8dd30a94b589f78f1d73b1641df','5405f18da98044838c16f33a81b9feba','',1);
INSERT INTO "appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','4de8b406e7714287baad011d67ed12b5','repair','2026-12-01T07:00:00.000000+00:00','2026-12-01T09:00:00.000000+00:00',3600,'confirmed','2026-11-28T06:12:54.716237+00:00',NULL,'d91ba8dd30a94b589f78f1d73b1641df','6213143e910d4b43a71a2b26b209578c','',1);
INSERT INTO "appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','9e698569e1004e23a0ae8207fa280d37','repair','2026-12-02T09:00:00.000000+00:00','2026-12-02T11:00:00.000000+00:00',3600,'confirmed','2026-11-28T06:12:55.496071+00:00',NULL,'d91ba8dd30a94b589f78f1d73b1641df','c184f84aaaa141598c5d645e30f60234','',1);
CREATE TABLE attempts (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_attempts PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_attempts_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE calls (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	caller TEXT NOT NULL, 
	customer_id TEXT, 
	reason TEXT NOT NULL, 
	duration_s BIGINT NOT NULL, 
	missed BOOLEAN NOT NULL, 
	CONSTRAINT pk_calls PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_calls_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE contacts (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	customer_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	given_at DATETIME NOT NULL, 
	phone TEXT NOT NULL, 
	email TEXT NOT NULL, 
	CONSTRAINT pk_contacts PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_contacts_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
INSERT INTO "contacts" VALUES('a3f3f4155eda48b286b1c013894eba82','4e1a778a660c4007976bd797ee0f19d4','d91ba8dd30a94b589f78f1d73b1641df','client-1 1','2026-11-28T06:12:52.286495+00:00','+33639981234','');
INSERT INTO "contacts" VALUES('a3f3f4155eda48b286b1c013894eba82','73bcba60c12d4f8b9ac50c3bec5fc658','d91ba8dd30a94b589f78f1d73b1641df','client-1 2','2026-11-28T06:12:53.531743+00:00','+33639981234','');
INSERT INTO "contacts" VALUES('a3f3f4155eda48b286b1c013894eba82','2ff194afce3047328cd86f7c966215bf','d91ba8dd30a94b589f78f1d73b1641df','client-1 3','2026-11-28T06:12:53.869775+00:00','+33639981234','');
INSERT INTO "contacts" VALUES('a3f3f4155eda48b286b1c013894eba82','dc14c40043284babb14edf7540f80a29','d91ba8dd30a94b589f78f1d73b1641df','client-1 4','2026-11-28T06:12:54.253709+00:00','+33639981234','');
INSERT INTO "contacts" VALUES('a3f3f4155eda48b286b1c013894eba82','ceb64f26a1c641c5a9a022ac8b8aa36f','d91ba8dd30a94b589f78f1d73b1641df','client-1 5','2026-11-28T06:12:54.531890+00:00','+33639981234','');
INSERT INTO "contacts" VALUES('a3f3f4155eda48b286b1c013894eba82','4de8b406e7714287baad011d67ed12b5','d91ba8dd30a94b589f78f1d73b1641df','client-1 6','2026-11-28T06:12:55.028894+00:00','+33639981234','');
INSERT INTO "contacts" VALUES('a3f3f4155eda48b286b1c013894eba82','9e698569e1004e23a0ae8207fa280d37','d91ba8dd30a94b589f78f1d73b1641df','client-1 7','2026-11-28T06:12:55.762838+00:00','+33639981234','');
CREATE TABLE customers (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	kind TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	second_phone TEXT NOT NULL, 
	email TEXT NOT NULL, 
	note TEXT NOT NULL, 
	external_ref TEXT NOT NULL, 
	CONSTRAINT pk_customers PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_customers_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
INSERT INTO "customers" VALUES('a3f3f4155eda48b286b1c013894eba82','d91ba8dd30a94b589f78f1d73b1641df','client-1 1','2026-11-28T06:12:52.286495+00:00','household','+33639981234','','','','');
CREATE TABLE feeds (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	technician_id TEXT NOT NULL, 
	device TEXT NOT NULL, 
	opened_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	CONSTRAINT pk_feeds PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_feeds_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE firms (
	id TEXT NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	email TEXT NOT NULL, 
	zone_name TEXT NOT NULL, 
	address TEXT NOT NULL, 
	demo BOOLEAN NOT NULL, 
	rules JSON NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_firms PRIMARY KEY (id), 
	CONSTRAINT uq_firms_slug UNIQUE (slug)
);
INSERT INTO "firms" VALUES('a3f3f4155eda48b286b1c013894eba82','race','Course Électricité','+33465710030','','Europe/Paris','',0,'{"areas":[],"country":"FR","cut_off":14400,"extra_closed":[],"hold":600,"limits":{"break_length":1200,"day":36000,"rest":39600,"stretch":21600},"opening":[{"end":"12:00:00","start":"08:00:00","weekday":0},{"end":"17:30:00","start":"13:30:00","weekday":0},{"end":"12:00:00","start":"08:00:00","weekday":1},{"end":"17:30:00","start":"13:30:00","weekday":1},{"end":"12:00:00","start":"08:00:00","weekday":2},{"end":"17:30:00","start":"13:30:00","weekday":2},{"end":"12:00:00","start":"08:00:00","weekday":3},{"end":"17:30:00","start":"13:30:00","weekday":3},{"end":"12:00:00","start":"08:00:00","weekday":4},{"end":"17:30:00","start":"13:30:00","weekday":4}],"overtime":1800,"prices":{"overtime":1600,"preference":400000,"travel":1400,"unserved":100000000,"waiting":300},"subdivision":null,"travel":{"base_seconds":72,"seconds_per_km":86},"works_on_holidays":false}',3);
CREATE TABLE history (
	firm_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	verb TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	actor JSON NOT NULL, 
	"before" JSON NOT NULL, 
	"after" JSON NOT NULL, 
	reason TEXT NOT NULL, 
	undoes INTEGER, 
	CONSTRAINT pk_history PRIMARY KEY (firm_id, number), 
	CONSTRAINT fk_history_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',1,'hold','2026-11-28T06:12:51.707636+00:00','{"id":"","role":"customer"}','{"appointments":[],"routes":[{"day":"2026-12-01","technician_id":"t0","version":0,"visits":[]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:51.707636+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:51.707636+00:00","id":"4e1a778a660c4007976bd797ee0f19d4","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":1,"visits":[{"appointment_id":"4e1a778a660c4007976bd797ee0f19d4","duration":3600,"held_until":"2026-11-28T06:22:51.707636+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T07:30:00+00:00","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',2,'confirm','2026-11-28T06:12:52.286495+00:00','{"id":"","role":"customer"}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:51.707636+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:51.707636+00:00","id":"4e1a778a660c4007976bd797ee0f19d4","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":1,"visits":[{"appointment_id":"4e1a778a660c4007976bd797ee0f19d4","duration":3600,"held_until":"2026-11-28T06:22:51.707636+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T07:30:00+00:00","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:51.707636+00:00","customer_id":"d91ba8dd30a94b589f78f1d73b1641df","duration":3600,"held_until":null,"id":"4e1a778a660c4007976bd797ee0f19d4","sequence":1,"service_id":"repair","site_id":"fdef959c14ee4881ad0685329210bff2","state":"confirmed","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":2,"visits":[{"appointment_id":"4e1a778a660c4007976bd797ee0f19d4","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T07:30:00+00:00","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',3,'cancel','2026-11-28T06:12:52.584637+00:00','{"id":"","role":"customer"}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:51.707636+00:00","customer_id":"d91ba8dd30a94b589f78f1d73b1641df","duration":3600,"held_until":null,"id":"4e1a778a660c4007976bd797ee0f19d4","sequence":1,"service_id":"repair","site_id":"fdef959c14ee4881ad0685329210bff2","state":"confirmed","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":2,"visits":[{"appointment_id":"4e1a778a660c4007976bd797ee0f19d4","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T07:30:00+00:00","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:51.707636+00:00","customer_id":"d91ba8dd30a94b589f78f1d73b1641df","duration":3600,"held_until":null,"id":"4e1a778a660c4007976bd797ee0f19d4","sequence":2,"service_id":"repair","site_id":"fdef959c14ee4881ad0685329210bff2","state":"cancelled_by_customer","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":3,"visits":[]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',4,'hold','2026-11-28T06:12:52.749608+00:00','{"id":"","role":"customer"}','{"appointments":[],"routes":[{"day":"2026-12-01","technician_id":"t0","version":3,"visits":[]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:52.749608+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:52.749608+00:00","id":"73bcba60c12d4f8b9ac50c3bec5fc658","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":4,"visits":[{"appointment_id":"73bcba60c12d4f8b9ac50c3bec5fc658","duration":3600,"held_until":"2026-11-28T06:22:52.749608+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T12:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',5,'confirm','2026-11-28T06:12:53.531743+00:00','{"id":"","role":"customer"}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:52.749608+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:52.749608+00:00","id":"73bcba60c12d4f8b9ac50c3bec5fc658","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":4,"visits":[{"appointment_id":"73bcba60c12d4f8b9ac50c3bec5fc658","duration":3600,"held_until":"2026-11-28T06:22:52.749608+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T12:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:52.749608+00:00","customer_id":"d91ba8dd30a94b589f78f1d73b1641df","duration":3600,"held_until":null,"id":"73bcba60c12d4f8b9ac50c3bec5fc658","sequence":1,"service_id":"repair","site_id":"16a512ab89674d4e99a8e63f274d4974","state":"confirmed","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":5,"visits":[{"appointment_id":"73bcba60c12d4f8b9ac50c3bec5fc658","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T12:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',6,'hold','2026-11-28T06:12:53.664040+00:00','{"id":"","role":"customer"}','{"appointments":[],"routes":[{"day":"2026-11-30","technician_id":"t0","version":0,"visits":[]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:53.664040+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:53.664040+00:00","id":"2ff194afce3047328cd86f7c966215bf","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-11-30T11:00:00+00:00","start":"2026-11-30T09:00:00+00:00"}}],"routes":[{"day":"2026-11-30","technician_id":"t0","version":1,"visits":[{"appointment_id":"2ff194afce3047328cd86f7c966215bf","duration":3600,"held_until":"2026-11-28T06:22:53.664040+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-11-30T09:00:00+00:00","window":{"end":"2026-11-30T11:00:00+00:00","start":"2026-11-30T09:00:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',7,'confirm','2026-11-28T06:12:53.869775+00:00','{"id":"","role":"customer"}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:53.664040+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:53.664040+00:00","id":"2ff194afce3047328cd86f7c966215bf","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-11-30T11:00:00+00:00","start":"2026-11-30T09:00:00+00:00"}}],"routes":[{"day":"2026-11-30","technician_id":"t0","version":1,"visits":[{"appointment_id":"2ff194afce3047328cd86f7c966215bf","duration":3600,"held_until":"2026-11-28T06:22:53.664040+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-11-30T09:00:00+00:00","window":{"end":"2026-11-30T11:00:00+00:00","start":"2026-11-30T09:00:00+00:00"}}]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:53.664040+00:00","customer_id":"d91ba8dd30a94b589f78f1d73b1641df","duration":3600,"held_until":null,"id":"2ff194afce3047328cd86f7c966215bf","sequence":1,"service_id":"repair","site_id":"a126f135906641689223b13536a008d0","state":"confirmed","window":{"end":"2026-11-30T11:00:00+00:00","start":"2026-11-30T09:00:00+00:00"}}],"routes":[{"day":"2026-11-30","technician_id":"t0","version":2,"visits":[{"appointment_id":"2ff194afce3047328cd86f7c966215bf","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-11-30T09:00:00+00:00","window":{"end":"2026-11-30T11:00:00+00:00","start":"2026-11-30T09:00:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',8,'hold','2026-11-28T06:12:54.097733+00:00','{"id":"","role":"customer"}','{"appointments":[],"routes":[{"day":"2026-12-01","technician_id":"t0","version":5,"visits":[{"appointment_id":"73bcba60c12d4f8b9ac50c3bec5fc658","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T12:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:54.097733+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:54.097733+00:00","id":"dc14c40043284babb14edf7540f80a29","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":6,"visits":[{"appointment_id":"dc14c40043284babb14edf7540f80a29","duration":3600,"held_until":"2026-11-28T06:22:54.097733+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T12:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}},{"appointment_id":"73bcba60c12d4f8b9ac50c3bec5fc658","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T13:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',9,'confirm','2026-11-28T06:12:54.253709+00:00','{"id":"","role":"customer"}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:54.097733+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:54.097733+00:00","id":"dc14c40043284babb14edf7540f80a29","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":6,"visits":[{"appointment_id":"dc14c40043284babb14edf7540f80a29","duration":3600,"held_until":"2026-11-28T06:22:54.097733+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T12:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}},{"appointment_id":"73bcba60c12d4f8b9ac50c3bec5fc658","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T13:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:54.097733+00:00","customer_id":"d91ba8dd30a94b589f78f1d73b1641df","duration":3600,"held_until":null,"id":"dc14c40043284babb14edf7540f80a29","sequence":1,"service_id":"repair","site_id":"303f3ca4ea8d4791a4f41a11e416a5ad","state":"confirmed","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":7,"visits":[{"appointment_id":"dc14c40043284babb14edf7540f80a29","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T12:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}},{"appointment_id":"73bcba60c12d4f8b9ac50c3bec5fc658","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T13:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',10,'hold','2026-11-28T06:12:54.401676+00:00','{"id":"","role":"customer"}','{"appointments":[],"routes":[{"day":"2026-11-30","technician_id":"t0","version":2,"visits":[{"appointment_id":"2ff194afce3047328cd86f7c966215bf","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-11-30T09:00:00+00:00","window":{"end":"2026-11-30T11:00:00+00:00","start":"2026-11-30T09:00:00+00:00"}}]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:54.401676+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:54.401676+00:00","id":"ceb64f26a1c641c5a9a022ac8b8aa36f","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-11-30T09:00:00+00:00","start":"2026-11-30T07:00:00+00:00"}}],"routes":[{"day":"2026-11-30","technician_id":"t0","version":3,"visits":[{"appointment_id":"ceb64f26a1c641c5a9a022ac8b8aa36f","duration":3600,"held_until":"2026-11-28T06:22:54.401676+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-11-30T07:30:00+00:00","window":{"end":"2026-11-30T09:00:00+00:00","start":"2026-11-30T07:00:00+00:00"}},{"appointment_id":"2ff194afce3047328cd86f7c966215bf","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-11-30T09:00:00+00:00","window":{"end":"2026-11-30T11:00:00+00:00","start":"2026-11-30T09:00:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',11,'confirm','2026-11-28T06:12:54.531890+00:00','{"id":"","role":"customer"}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:54.401676+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:54.401676+00:00","id":"ceb64f26a1c641c5a9a022ac8b8aa36f","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-11-30T09:00:00+00:00","start":"2026-11-30T07:00:00+00:00"}}],"routes":[{"day":"2026-11-30","technician_id":"t0","version":3,"visits":[{"appointment_id":"ceb64f26a1c641c5a9a022ac8b8aa36f","duration":3600,"held_until":"2026-11-28T06:22:54.401676+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-11-30T07:30:00+00:00","window":{"end":"2026-11-30T09:00:00+00:00","start":"2026-11-30T07:00:00+00:00"}},{"appointment_id":"2ff194afce3047328cd86f7c966215bf","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-11-30T09:00:00+00:00","window":{"end":"2026-11-30T11:00:00+00:00","start":"2026-11-30T09:00:00+00:00"}}]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:54.401676+00:00","customer_id":"d91ba8dd30a94b589f78f1d73b1641df","duration":3600,"held_until":null,"id":"ceb64f26a1c641c5a9a022ac8b8aa36f","sequence":1,"service_id":"repair","site_id":"5405f18da98044838c16f33a81b9feba","state":"confirmed","window":{"end":"2026-11-30T09:00:00+00:00","start":"2026-11-30T07:00:00+00:00"}}],"routes":[{"day":"2026-11-30","technician_id":"t0","version":4,"visits":[{"appointment_id":"ceb64f26a1c641c5a9a022ac8b8aa36f","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-11-30T07:30:00+00:00","window":{"end":"2026-11-30T09:00:00+00:00","start":"2026-11-30T07:00:00+00:00"}},{"appointment_id":"2ff194afce3047328cd86f7c966215bf","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-11-30T09:00:00+00:00","window":{"end":"2026-11-30T11:00:00+00:00","start":"2026-11-30T09:00:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',12,'hold','2026-11-28T06:12:54.716237+00:00','{"id":"","role":"customer"}','{"appointments":[],"routes":[{"day":"2026-12-01","technician_id":"t0","version":7,"visits":[{"appointment_id":"dc14c40043284babb14edf7540f80a29","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T12:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}},{"appointment_id":"73bcba60c12d4f8b9ac50c3bec5fc658","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T13:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:54.716237+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:54.716237+00:00","id":"4de8b406e7714287baad011d67ed12b5","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":8,"visits":[{"appointment_id":"4de8b406e7714287baad011d67ed12b5","duration":3600,"held_until":"2026-11-28T06:22:54.716237+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T07:30:00+00:00","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}},{"appointment_id":"dc14c40043284babb14edf7540f80a29","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T12:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}},{"appointment_id":"73bcba60c12d4f8b9ac50c3bec5fc658","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T13:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',13,'confirm','2026-11-28T06:12:55.028894+00:00','{"id":"","role":"customer"}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:54.716237+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:54.716237+00:00","id":"4de8b406e7714287baad011d67ed12b5","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":8,"visits":[{"appointment_id":"4de8b406e7714287baad011d67ed12b5","duration":3600,"held_until":"2026-11-28T06:22:54.716237+00:00","locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T07:30:00+00:00","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}},{"appointment_id":"dc14c40043284babb14edf7540f80a29","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T12:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}},{"appointment_id":"73bcba60c12d4f8b9ac50c3bec5fc658","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T13:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:54.716237+00:00","customer_id":"d91ba8dd30a94b589f78f1d73b1641df","duration":3600,"held_until":null,"id":"4de8b406e7714287baad011d67ed12b5","sequence":1,"service_id":"repair","site_id":"6213143e910d4b43a71a2b26b209578c","state":"confirmed","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}}],"routes":[{"day":"2026-12-01","technician_id":"t0","version":9,"visits":[{"appointment_id":"4de8b406e7714287baad011d67ed12b5","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T07:30:00+00:00","window":{"end":"2026-12-01T09:00:00+00:00","start":"2026-12-01T07:00:00+00:00"}},{"appointment_id":"dc14c40043284babb14edf7540f80a29","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T12:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}},{"appointment_id":"73bcba60c12d4f8b9ac50c3bec5fc658","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8992,"lon":6.1294},"start":"2026-12-01T13:30:00+00:00","window":{"end":"2026-12-01T14:30:00+00:00","start":"2026-12-01T12:30:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',14,'hold','2026-11-28T06:12:55.496071+00:00','{"id":"","role":"customer"}','{"appointments":[],"routes":[{"day":"2026-12-02","technician_id":"t1","version":0,"visits":[]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:55.496071+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:55.496071+00:00","id":"9e698569e1004e23a0ae8207fa280d37","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-12-02T11:00:00+00:00","start":"2026-12-02T09:00:00+00:00"}}],"routes":[{"day":"2026-12-02","technician_id":"t1","version":1,"visits":[{"appointment_id":"9e698569e1004e23a0ae8207fa280d37","duration":3600,"held_until":"2026-11-28T06:22:55.496071+00:00","locked":false,"position":{"lat":45.8853,"lon":6.0886},"start":"2026-12-02T09:00:00+00:00","window":{"end":"2026-12-02T11:00:00+00:00","start":"2026-12-02T09:00:00+00:00"}}]}]}','',NULL);
INSERT INTO "history" VALUES('a3f3f4155eda48b286b1c013894eba82',15,'confirm','2026-11-28T06:12:55.762838+00:00','{"id":"","role":"customer"}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:55.496071+00:00","customer_id":null,"duration":3600,"held_until":"2026-11-28T06:22:55.496071+00:00","id":"9e698569e1004e23a0ae8207fa280d37","sequence":0,"service_id":"repair","site_id":null,"state":"held","window":{"end":"2026-12-02T11:00:00+00:00","start":"2026-12-02T09:00:00+00:00"}}],"routes":[{"day":"2026-12-02","technician_id":"t1","version":1,"visits":[{"appointment_id":"9e698569e1004e23a0ae8207fa280d37","duration":3600,"held_until":"2026-11-28T06:22:55.496071+00:00","locked":false,"position":{"lat":45.8853,"lon":6.0886},"start":"2026-12-02T09:00:00+00:00","window":{"end":"2026-12-02T11:00:00+00:00","start":"2026-12-02T09:00:00+00:00"}}]}]}','{"appointments":[{"comment":"","created_at":"2026-11-28T06:12:55.496071+00:00","customer_id":"d91ba8dd30a94b589f78f1d73b1641df","duration":3600,"held_until":null,"id":"9e698569e1004e23a0ae8207fa280d37","sequence":1,"service_id":"repair","site_id":"c184f84aaaa141598c5d645e30f60234","state":"confirmed","window":{"end":"2026-12-02T11:00:00+00:00","start":"2026-12-02T09:00:00+00:00"}}],"routes":[{"day":"2026-12-02","technician_id":"t1","version":2,"visits":[{"appointment_id":"9e698569e1004e23a0ae8207fa280d37","duration":3600,"held_until":null,"locked":false,"position":{"lat":45.8853,"lon":6.0886},"start":"2026-12-02T09:00:00+00:00","window":{"end":"2026-12-02T11:00:00+00:00","start":"2026-12-02T09:00:00+00:00"}}]}]}','',NULL);
CREATE TABLE history_appointments (
	firm_id TEXT NOT NULL, 
	appointment_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	CONSTRAINT pk_history_appointments PRIMARY KEY (firm_id, appointment_id, number), 
	CONSTRAINT fk_history_appointments_firm_id FOREIGN KEY(firm_id, number) REFERENCES history (firm_id, number) ON DELETE CASCADE
);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','4e1a778a660c4007976bd797ee0f19d4',1);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','4e1a778a660c4007976bd797ee0f19d4',2);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','4e1a778a660c4007976bd797ee0f19d4',3);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','73bcba60c12d4f8b9ac50c3bec5fc658',4);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','73bcba60c12d4f8b9ac50c3bec5fc658',5);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','2ff194afce3047328cd86f7c966215bf',6);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','2ff194afce3047328cd86f7c966215bf',7);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','73bcba60c12d4f8b9ac50c3bec5fc658',8);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','dc14c40043284babb14edf7540f80a29',8);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','dc14c40043284babb14edf7540f80a29',9);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','ceb64f26a1c641c5a9a022ac8b8aa36f',10);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','ceb64f26a1c641c5a9a022ac8b8aa36f',11);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','4de8b406e7714287baad011d67ed12b5',12);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','4de8b406e7714287baad011d67ed12b5',13);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','9e698569e1004e23a0ae8207fa280d37',14);
INSERT INTO "history_appointments" VALUES('a3f3f4155eda48b286b1c013894eba82','9e698569e1004e23a0ae8207fa280d37',15);
CREATE TABLE import_files (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	content BLOB NOT NULL, 
	corrections BLOB NOT NULL, 
	made JSON NOT NULL, 
	changes JSON NOT NULL, 
	CONSTRAINT pk_import_files PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_import_files_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE imports (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	file_name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	state TEXT NOT NULL, 
	rows BIGINT NOT NULL, 
	kept BIGINT NOT NULL, 
	rejected BIGINT NOT NULL, 
	merged BIGINT NOT NULL, 
	rejections JSON NOT NULL, 
	ignored JSON NOT NULL, 
	notes JSON NOT NULL, 
	headers JSON NOT NULL, 
	sample JSON NOT NULL, 
	aliases JSON NOT NULL, 
	who TEXT NOT NULL, 
	technician_id TEXT, 
	CONSTRAINT pk_imports PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_imports_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE links (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	account_id TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_links PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_links_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE maintenance_contracts (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	customer_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	visits_per_year BIGINT NOT NULL, 
	start DATE NOT NULL, 
	tier TEXT NOT NULL, 
	annual_cents BIGINT NOT NULL, 
	site_id TEXT, 
	ended_on DATE, 
	note TEXT NOT NULL, 
	external_ref TEXT NOT NULL, 
	CONSTRAINT pk_maintenance_contracts PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_maintenance_contracts_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE maintenance_due (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	contract_id TEXT NOT NULL, 
	customer_id TEXT NOT NULL, 
	service_id TEXT NOT NULL, 
	due_on DATE NOT NULL, 
	tolerance BIGINT NOT NULL, 
	site_id TEXT, 
	appointment_id TEXT, 
	CONSTRAINT pk_maintenance_due PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_maintenance_due_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE message_templates (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_message_templates PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_message_templates_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE messages (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	"to" TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	text TEXT NOT NULL, 
	template TEXT NOT NULL, 
	state TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	appointment_id TEXT, 
	attachments JSON NOT NULL, 
	path TEXT NOT NULL, 
	error TEXT NOT NULL, 
	CONSTRAINT pk_messages PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_messages_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE outbox (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	firm_id TEXT NOT NULL, 
	listener TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	event TEXT NOT NULL, 
	body JSON NOT NULL, 
	happened_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	error TEXT NOT NULL, 
	CONSTRAINT fk_outbox_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE past_appointments (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	day DATE NOT NULL, 
	service_code TEXT NOT NULL, 
	customer_id TEXT NOT NULL, 
	planned_minutes BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	actual_minutes BIGINT, 
	requested_on DATE, 
	confirmation_minutes BIGINT, 
	second_visit BOOLEAN NOT NULL, 
	external_ref TEXT NOT NULL, 
	CONSTRAINT pk_past_appointments PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_past_appointments_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE proposals (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	first DATE NOT NULL, 
	last DATE NOT NULL, 
	routes JSON NOT NULL, 
	lines JSON NOT NULL, 
	cost_before BIGINT NOT NULL, 
	cost_after BIGINT NOT NULL, 
	travel_before BIGINT NOT NULL, 
	travel_after BIGINT NOT NULL, 
	unplaced JSON NOT NULL, 
	accepted_at DATETIME, 
	refused_at DATETIME, 
	CONSTRAINT pk_proposals PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_proposals_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
CREATE TABLE routes (
	firm_id TEXT NOT NULL, 
	day DATE NOT NULL, 
	technician_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_routes PRIMARY KEY (firm_id, day, technician_id), 
	CONSTRAINT fk_routes_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
INSERT INTO "routes" VALUES('a3f3f4155eda48b286b1c013894eba82','2026-12-01','t0',9);
INSERT INTO "routes" VALUES('a3f3f4155eda48b286b1c013894eba82','2026-11-30','t0',4);
INSERT INTO "routes" VALUES('a3f3f4155eda48b286b1c013894eba82','2026-12-02','t1',2);
CREATE TABLE services (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	duration BIGINT NOT NULL, 
	skills JSON NOT NULL, 
	clearances JSON NOT NULL, 
	lead_time BIGINT NOT NULL, 
	horizon BIGINT NOT NULL, 
	arrival_window BIGINT NOT NULL, 
	halves JSON NOT NULL, 
	weekdays JSON NOT NULL, 
	price_class TEXT NOT NULL, 
	price BIGINT, 
	online BOOLEAN NOT NULL, 
	description TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_services PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_services_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
INSERT INTO "services" VALUES('a3f3f4155eda48b286b1c013894eba82','repair','repair','Dépannage',3600,'{}','[]',3600,1209600,7200,'["afternoon","morning"]','[0,1,2,3,4]','hourly',NULL,1,'',1);
CREATE TABLE sessions (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	account_id TEXT NOT NULL, 
	opened_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	idle BIGINT NOT NULL, 
	ends_at DATETIME NOT NULL, 
	device TEXT NOT NULL, 
	CONSTRAINT pk_sessions PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_sessions_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
INSERT INTO "sessions" VALUES('a3f3f4155eda48b286b1c013894eba82','19828bbd8c83ae4bba96d145a6d4c5a36e9723c7b5b5b176ee9364fbe52d4eab','d53fa333bf854356908b7a4407de2561','2026-11-28T06:12:33.596390+00:00','2026-11-28T06:12:33.596390+00:00',43200,'2026-12-05T06:12:33.596390+00:00','');
CREATE TABLE sites (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	customer_id TEXT, 
	position_lat DOUBLE NOT NULL, 
	position_lon DOUBLE NOT NULL, 
	precision TEXT NOT NULL, 
	street TEXT NOT NULL, 
	postcode TEXT NOT NULL, 
	city TEXT NOT NULL, 
	label TEXT NOT NULL, 
	access TEXT NOT NULL, 
	CONSTRAINT pk_sites PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_sites_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
INSERT INTO "sites" VALUES('a3f3f4155eda48b286b1c013894eba82','fdef959c14ee4881ad0685329210bff2','d91ba8dd30a94b589f78f1d73b1641df',45.8992,6.1294,'commune','12 rue des Aulnes','74000','Annecy','','');
INSERT INTO "sites" VALUES('a3f3f4155eda48b286b1c013894eba82','16a512ab89674d4e99a8e63f274d4974','d91ba8dd30a94b589f78f1d73b1641df',45.8992,6.1294,'commune','12 rue des Aulnes','74000','Annecy','','');
INSERT INTO "sites" VALUES('a3f3f4155eda48b286b1c013894eba82','a126f135906641689223b13536a008d0','d91ba8dd30a94b589f78f1d73b1641df',45.8992,6.1294,'commune','12 rue des Aulnes','74000','Annecy','','');
INSERT INTO "sites" VALUES('a3f3f4155eda48b286b1c013894eba82','303f3ca4ea8d4791a4f41a11e416a5ad','d91ba8dd30a94b589f78f1d73b1641df',45.8992,6.1294,'commune','12 rue des Aulnes','74000','Annecy','','');
INSERT INTO "sites" VALUES('a3f3f4155eda48b286b1c013894eba82','5405f18da98044838c16f33a81b9feba','d91ba8dd30a94b589f78f1d73b1641df',45.8992,6.1294,'commune','12 rue des Aulnes','74000','Annecy','','');
INSERT INTO "sites" VALUES('a3f3f4155eda48b286b1c013894eba82','6213143e910d4b43a71a2b26b209578c','d91ba8dd30a94b589f78f1d73b1641df',45.8992,6.1294,'commune','12 rue des Aulnes','74000','Annecy','','');
INSERT INTO "sites" VALUES('a3f3f4155eda48b286b1c013894eba82','c184f84aaaa141598c5d645e30f60234','d91ba8dd30a94b589f78f1d73b1641df',45.8853,6.0886,'commune','12 rue des Aulnes','74600','Seynod','','');
CREATE TABLE technicians (
	firm_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	start_lat DOUBLE NOT NULL, 
	start_lon DOUBLE NOT NULL, 
	end_lat DOUBLE NOT NULL, 
	end_lon DOUBLE NOT NULL, 
	shifts JSON NOT NULL, 
	skills JSON NOT NULL, 
	clearances JSON NOT NULL, 
	lunch JSON, 
	areas JSON NOT NULL, 
	phone TEXT NOT NULL, 
	email TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_technicians PRIMARY KEY (firm_id, id), 
	CONSTRAINT fk_technicians_firm_id FOREIGN KEY(firm_id) REFERENCES firms (id) ON DELETE CASCADE
);
INSERT INTO "technicians" VALUES('a3f3f4155eda48b286b1c013894eba82','t0','Technicien 0',45.8992,6.1294,45.8992,6.1294,'[{"end":"17:30:00","start":"08:30:00","weekday":0},{"end":"17:30:00","start":"08:30:00","weekday":1},{"end":"17:30:00","start":"08:30:00","weekday":2},{"end":"17:30:00","start":"08:30:00","weekday":3},{"end":"17:30:00","start":"08:30:00","weekday":4}]','{}','[]','{"earliest":"11:30:00","latest":"13:30:00","length":2700}','[]','','',1);
INSERT INTO "technicians" VALUES('a3f3f4155eda48b286b1c013894eba82','t1','Technicien 1',45.8846,6.0908,45.8846,6.0908,'[{"end":"17:30:00","start":"08:30:00","weekday":0},{"end":"17:30:00","start":"08:30:00","weekday":1},{"end":"17:30:00","start":"08:30:00","weekday":2},{"end":"17:30:00","start":"08:30:00","weekday":3},{"end":"17:30:00","start":"08:30:00","weekday":4}]','{}','[]','{"earliest":"11:30:00","latest":"13:30:00","length":2700}','[]','','',1);
CREATE TABLE visits (
	firm_id TEXT NOT NULL, 
	day DATE NOT NULL, 
	technician_id TEXT NOT NULL, 
	rank INTEGER NOT NULL, 
	appointment_id TEXT NOT NULL, 
	lat DOUBLE NOT NULL, 
	lon DOUBLE NOT NULL, 
	window_start DATETIME NOT NULL, 
	window_end DATETIME NOT NULL, 
	start_at DATETIME NOT NULL, 
	end_at DATETIME NOT NULL, 
	duration BIGINT NOT NULL, 
	held_until DATETIME, 
	locked BOOLEAN NOT NULL, 
	CONSTRAINT pk_visits PRIMARY KEY (firm_id, day, technician_id, rank), 
	CONSTRAINT fk_visits_firm_id FOREIGN KEY(firm_id, day, technician_id) REFERENCES routes (firm_id, day, technician_id) ON DELETE CASCADE, 
	CONSTRAINT uq_visits_appointment_id UNIQUE (firm_id, appointment_id)
);
INSERT INTO "visits" VALUES('a3f3f4155eda48b286b1c013894eba82','2026-11-30','t0',0,'ceb64f26a1c641c5a9a022ac8b8aa36f',45.8992,6.1294,'2026-11-30T07:00:00.000000+00:00','2026-11-30T09:00:00.000000+00:00','2026-11-30T07:30:00.000000+00:00','2026-11-30T08:30:00.000000+00:00',3600,NULL,0);
INSERT INTO "visits" VALUES('a3f3f4155eda48b286b1c013894eba82','2026-11-30','t0',1,'2ff194afce3047328cd86f7c966215bf',45.8992,6.1294,'2026-11-30T09:00:00.000000+00:00','2026-11-30T11:00:00.000000+00:00','2026-11-30T09:00:00.000000+00:00','2026-11-30T10:00:00.000000+00:00',3600,NULL,0);
INSERT INTO "visits" VALUES('a3f3f4155eda48b286b1c013894eba82','2026-12-01','t0',0,'4de8b406e7714287baad011d67ed12b5',45.8992,6.1294,'2026-12-01T07:00:00.000000+00:00','2026-12-01T09:00:00.000000+00:00','2026-12-01T07:30:00.000000+00:00','2026-12-01T08:30:00.000000+00:00',3600,NULL,0);
INSERT INTO "visits" VALUES('a3f3f4155eda48b286b1c013894eba82','2026-12-01','t0',1,'dc14c40043284babb14edf7540f80a29',45.8992,6.1294,'2026-12-01T12:30:00.000000+00:00','2026-12-01T14:30:00.000000+00:00','2026-12-01T12:30:00.000000+00:00','2026-12-01T13:30:00.000000+00:00',3600,NULL,0);
INSERT INTO "visits" VALUES('a3f3f4155eda48b286b1c013894eba82','2026-12-01','t0',2,'73bcba60c12d4f8b9ac50c3bec5fc658',45.8992,6.1294,'2026-12-01T12:30:00.000000+00:00','2026-12-01T14:30:00.000000+00:00','2026-12-01T13:30:00.000000+00:00','2026-12-01T14:30:00.000000+00:00',3600,NULL,0);
INSERT INTO "visits" VALUES('a3f3f4155eda48b286b1c013894eba82','2026-12-02','t1',0,'9e698569e1004e23a0ae8207fa280d37',45.8853,6.0886,'2026-12-02T09:00:00.000000+00:00','2026-12-02T11:00:00.000000+00:00','2026-12-02T09:00:00.000000+00:00','2026-12-02T10:00:00.000000+00:00',3600,NULL,0);
CREATE INDEX ix_services_code ON services (firm_id, code);
CREATE INDEX ix_sites_customer_id ON sites (firm_id, customer_id);
CREATE INDEX ix_absences_technician_id ON absences (firm_id, technician_id);
CREATE INDEX ix_appointments_customer_id ON appointments (firm_id, customer_id);
CREATE INDEX ix_appointments_state ON appointments (firm_id, state);
CREATE INDEX ix_appointments_site_id ON appointments (firm_id, site_id);
CREATE INDEX ix_maintenance_due_contract_id ON maintenance_due (firm_id, contract_id);
CREATE INDEX ix_maintenance_due_customer_id ON maintenance_due (firm_id, customer_id);
CREATE INDEX ix_maintenance_due_due_on ON maintenance_due (firm_id, due_on);
CREATE INDEX ix_outbox_order ON outbox (firm_id, listener, subject, number);
CREATE INDEX ix_outbox_due_at ON outbox (due_at);
CREATE TRIGGER visits_do_not_overlap BEFORE INSERT ON visits
WHEN EXISTS (
    SELECT 1 FROM visits AS other
    WHERE other.firm_id = NEW.firm_id
      AND other.day BETWEEN date(NEW.day, '-1 day') AND date(NEW.day, '+1 day')
      AND other.technician_id = NEW.technician_id
      AND other.start_at < NEW.end_at
      AND NEW.start_at < other.end_at
)
BEGIN
    SELECT RAISE(ABORT, 'visits overlap');
END;
CREATE TRIGGER history_is_not_rewritten BEFORE UPDATE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;
CREATE TRIGGER history_is_not_removed BEFORE DELETE ON history
WHEN EXISTS (SELECT 1 FROM firms WHERE id = OLD.firm_id)
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;
CREATE INDEX ix_customers_external_ref ON customers (firm_id, external_ref);
CREATE INDEX ix_customers_phone ON customers (firm_id, phone);
CREATE INDEX ix_customers_email ON customers (firm_id, email);
CREATE INDEX ix_customers_second_phone ON customers (firm_id, second_phone);
CREATE INDEX ix_contacts_customer_id ON contacts (firm_id, customer_id);
CREATE INDEX ix_maintenance_contracts_customer_id ON maintenance_contracts (firm_id, customer_id);
CREATE INDEX ix_maintenance_contracts_external_ref ON maintenance_contracts (firm_id, external_ref);
CREATE INDEX ix_calls_customer_id ON calls (firm_id, customer_id);
CREATE INDEX ix_calls_started_at ON calls (firm_id, started_at);
CREATE INDEX ix_past_appointments_day ON past_appointments (firm_id, day);
CREATE INDEX ix_past_appointments_customer_id ON past_appointments (firm_id, customer_id);
CREATE INDEX ix_sessions_account_id ON sessions (firm_id, account_id);
CREATE INDEX ix_links_account_id ON links (firm_id, account_id);
CREATE INDEX ix_attempts_key ON attempts (firm_id, "key");
CREATE INDEX ix_messages_at ON messages (firm_id, at);
CREATE INDEX ix_messages_appointment_id ON messages (firm_id, appointment_id);
CREATE INDEX ix_feeds_technician_id ON feeds (firm_id, technician_id);
CREATE INDEX ix_imports_at ON imports (firm_id, at);
CREATE INDEX ix_imports_state ON imports (firm_id, state);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',8);
COMMIT;