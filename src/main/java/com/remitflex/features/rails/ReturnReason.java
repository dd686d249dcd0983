package com.remitflex.features.rails;

/**
 * Why a bank sent money back.
 *
 * @param code of ISO 20022 (external return reasons), for example `AC04`
 * @param text as the bank reported it
 */
public record ReturnReason(String code, String text) {}
