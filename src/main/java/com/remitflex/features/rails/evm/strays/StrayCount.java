package com.remitflex.features.rails.evm.strays;

/** How many transfers of a kind there were on a network, since it was first followed. */
public record StrayCount(String network, StrayKind kind, long transfers) {}
