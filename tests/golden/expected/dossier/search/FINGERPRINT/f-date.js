Cablepress.shard("FINGERPRINT/f-date","1975-09-12","zy,#yh-zh-h~,z{-{h-bh+wi-ws,ah+x},ll,$v{-xs,w},kl,");
