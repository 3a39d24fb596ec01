Cablepress.shard("FINGERPRINT/f-date","2004-05-03","#}t#%zb#$yt#");
