<?php

declare(strict_types=1);

namespace Lanner\Internal;

/**
 * What components import and export, as the library describes it.
 *
 * @internal
 */
final class ComponentInterface
{
    /**
     * @param callable(\FFI\CData): bool $describe
     * @return array<string, list<array<string, mixed>>>
     */
    public static function read(callable $describe): array
    {
        $vector = Native::bytes();
        Native::done($describe($vector), 'reading the interface');
        return Json::read(Native::take($vector));
    }

    /**
     * The names of the functions that are exported, with the shorter ones of those whose type is a result; true for these.
     *
     * @param list<array<string, mixed>> $exports
     * @return array<string, bool>
     */
    public static function results(array $exports): array
    {
        $found = $shorter = [];
        self::visit($exports, '', $found, $shorter);
        return $found + $shorter;
    }

    /**
     * @param list<array<string, mixed>> $items
     * @param array<string, bool> $found
     * @param array<string, bool> $shorter
     */
    private static function visit(array $items, string $instance, array &$found, array &$shorter): void
    {
        foreach ($items as $item) {
            $name = $instance === '' ? $item['name'] : "$instance#{$item['name']}";
            if ($item['kind'] === 'instance') {
                self::visit($item['exports'], $name, $found, $shorter);
            } elseif ($item['kind'] === 'function') {
                $found[$name] = $item['returnsResult'];
                if ($found[$name] && $instance !== '') {
                    $plain = (string) preg_replace('~@[^@]*$~D', '', $instance);
                    $short = (string) preg_replace('~^.*/~', '', $plain);
                    $shorter += array_fill_keys([$item['name'], "$plain#{$item['name']}", "$short#{$item['name']}"], true);
                }
            }
        }
    }

    /**
     * True if a function of an interface, or of a compatible version of it, is imported with a type that is a result; null if it is not
     * imported.
     *
     * @param list<array<string, mixed>> $imports
     */
    public static function importsResult(array $imports, ?string $interface, string $name): ?bool
    {
        $items = $imports;
        if ($interface !== null) {
            $instances = array_column(
                array_filter($imports, static fn (array $item): bool => $item['kind'] === 'instance'),
                'exports',
                'name'
            );
            $same = array_filter(
                $instances,
                static fn (string $other): bool => self::compatibleName($other) === self::compatibleName($interface),
                ARRAY_FILTER_USE_KEY
            );
            $items = $instances[$interface] ?? (reset($same) ?: []);
        }
        foreach ($items as $item) {
            if ($item['kind'] === 'function' && $item['name'] === $name) {
                return $item['returnsResult'];
            }
        }
        return null;
    }

    /** The name with that part of its version that compatible versions share: up to the first number that is not zero. */
    private static function compatibleName(string $name): string
    {
        return (string) preg_replace('~@((?:0\.){0,2}[0-9]+)[0-9.]*$~D', '@$1', $name);
    }
}
