Cablepress.shard("FINGERPRINT/f-date","1975-09-12","zy,yh-zh-x},h~,{h-bh+wi-ws,ah+ll,$xs,w},kl,");
