Cablepress.shard("FINGERPRINT/f-classification",["","UNCLASSIFIED//FOR OFFICIAL USE ONLY"],"##$$$#");
