Cablepress.shard("FINGERPRINT/f-date","1975-09-12","zy,yh-zh-h~,{h-bh+wi-ws,ah+x},ll,$xs,w},kl,");
