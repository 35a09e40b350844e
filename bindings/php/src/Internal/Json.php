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
    /** The levels of a value. More are an error. */
    private const DEEPEST = 512;

    /** Integers that PHP has not are strings. */
    public static function read(string $text): mixed
    {
        return json_decode($text, true, self::DEEPEST, JSON_THROW_ON_ERROR | JSON_BIGINT_AS_STRING);
    }

    public static function write(mixed $value, string $what): string
    {
        try {
            $flags = JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION | JSON_UNESCAPED_UNICODE;
            return json_encode(self::finite($value), $flags, self::DEEPEST);
        } catch (\JsonException $error) {
            throw new \ValueError("$what cannot be written as JSON: {$error->getMessage()}", 0, $error);
        }
    }

    /** JSON has no numbers for some that PHP has. What is too deep, as an array that holds itself is, stays, for json_encode to refuse. */
    private static function finite(mixed $value, int $depth = 0): mixed
    {
        if (\is_float($value) && !is_finite($value)) {
            return is_nan($value) ? 'NaN' : ($value > 0 ? 'Infinity' : '-Infinity');
        }
        $value = $value instanceof \JsonSerializable ? $value->jsonSerialize() : $value;
        if ($depth > self::DEEPEST || $value instanceof \UnitEnum || !\is_array($value) && !\is_object($value)) {
            return $value;
        }
        $parts = array_map(
            static fn (mixed $part): mixed => self::finite($part, $depth + 1),
            \is_array($value) ? $value : get_object_vars($value)
        );
        return \is_array($value) ? $parts : (object) $parts;
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
