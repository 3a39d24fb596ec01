Cablepress.shard("FINGERPRINT/f-tags",["ETRD","MARR","PGOV","PREL","RZ"],"%%'#%%'%%'%#%#&%&'&#%'&#%'%%'&#%'#%%'%%'#%%'&$%'&%&'");
