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
        self::visit($exports, '', $exports, $found, $shorter);
        return $found + $shorter;
    }

    /**
     * @param list<array<string, mixed>> $items
     * @param list<array<string, mixed>> $outer
     * @param array<string, bool> $found
     * @param array<string, bool> $shorter
     */
    private static function visit(array $items, string $instance, array $outer, array &$found, array &$shorter): void
    {
        foreach ($items as $item) {
            $name = $instance === '' ? $item['name'] : "$instance#{$item['name']}";
            if ($item['kind'] === 'instance') {
                self::visit($item['exports'], $name, $outer, $found, $shorter);
            } elseif ($item['kind'] === 'function') {
                $found[$name] = self::returnsResult($item, $items, $outer);
                if ($found[$name] && $instance !== '') {
                    $plain = (string) preg_replace('~@[^@]*$~D', '', $instance);
                    $short = (string) preg_replace('~^.*/~', '', $plain);
                    $shorter += array_fill_keys([$item['name'], "$plain#{$item['name']}", "$short#{$item['name']}"], true);
                }
            }
        }
    }

    /**
     * True if the type of a function's result is a result. Types that have a name are among the items around it.
     *
     * @param array<string, mixed> $function
     * @param list<array<string, mixed>> ...$scopes
     */
    private static function returnsResult(array $function, array ...$scopes): bool
    {
        $text = (string) $function['result'];
        foreach (array_merge(...$scopes) as $item) {
            if ($item['kind'] === 'type' && $item['name'] === $text) {
                $text = $item['type'];
                break;
            }
        }
        return $text === 'result' || str_starts_with($text, 'result<');
    }

    /**
     * True if a function of an interface, of whichever version, is imported with a type that is a result; null if it is not imported.
     *
     * @param list<array<string, mixed>> $imports
     */
    public static function importsResult(array $imports, ?string $interface, string $name): ?bool
    {
        $items = $imports;
        if ($interface !== null) {
            $plain = strtok($interface, '@');
            $same = array_filter(
                $imports,
                static fn (array $item): bool => $item['kind'] === 'instance' && strtok($item['name'], '@') === $plain
            );
            $exact = array_filter($same, static fn (array $item): bool => $item['name'] === $interface);
            $items = array_merge(...array_column($exact === [] ? $same : $exact, 'exports'));
        }
        foreach ($items as $item) {
            if ($item['kind'] === 'function' && $item['name'] === $name) {
                return self::returnsResult($item, $items, $imports);
            }
        }
        return null;
    }
}
