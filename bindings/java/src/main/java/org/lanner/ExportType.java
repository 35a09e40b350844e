package org.lanner;

/**
 * What a module exports.
 *
 * @param name the name
 * @param type the type
 */
public record ExportType(String name, ExternType type) {}
