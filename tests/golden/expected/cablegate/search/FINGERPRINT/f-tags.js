Cablepress.shard("FINGERPRINT/f-tags",["ETRD","PGOV","RZ"],"##&#$%&#$%&#$%#");
