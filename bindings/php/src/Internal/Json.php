<?php

declare(strict_types=1);

namespace Lanner\Internal;

/**
 * Values of components, from and to JSON.
 *
 * @internal
 */
final class Json
{
    /** Integers that PHP has not are strings. More than 512 levels are an error. */
    public static function read(string $text): mixed
    {
        return json_decode($text, true, 512, JSON_THROW_ON_ERROR | JSON_BIGINT_AS_STRING);
    }

    public static function write(mixed $value, string $what): string
    {
        try {
            return json_encode(self::finite($value), JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION | JSON_UNESCAPED_UNICODE);
        } catch (\JsonException $error) {
            throw new \ValueError("$what cannot be written as JSON: {$error->getMessage()}", 0, $error);
        }
    }

    /** JSON has no numbers for these. */
    private static function finite(mixed $value): mixed
    {
        if (\is_float($value) && !is_finite($value)) {
            return is_nan($value) ? 'NaN' : ($value > 0 ? 'Infinity' : '-Infinity');
        }
        return \is_array($value) ? array_map(self::finite(...), $value) : $value;
    }

    /**
     * The value of a result.
     *
     * @throws \Lanner\ComponentError when it is that of an error
     */
    public static function unwrap(mixed $result): mixed
    {
        return \array_key_exists('error', $result) ? throw new \Lanner\ComponentError($result['error']) : $result['ok'];
    }
}
