CREATE TABLE layer (
  tenant_id   bigint NOT NULL REFERENCES tenant (id),
  digest      text NOT NULL,
  size        bigint NOT NULL,
  PRIMARY KEY (tenant_id, digest)
);
