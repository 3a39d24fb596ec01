Cablepress.shard("FINGERPRINT/f-origin",["","Consulate Zenda"],"##$$$#");
