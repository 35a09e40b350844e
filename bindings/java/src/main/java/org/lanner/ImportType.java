package org.lanner;

/**
 * What a module imports.
 *
 * @param module the first name
 * @param name the second name
 * @param type the type
 */
public record ImportType(String module, String name, ExternType type) {}
