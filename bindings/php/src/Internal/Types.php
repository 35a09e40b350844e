<?php

declare(strict_types=1);

namespace Lanner\Internal;

use FFI\CData;
use Lanner\ExternKind;
use Lanner\FunctionType;
use Lanner\GlobalType;
use Lanner\MemoryType;
use Lanner\TableType;
use Lanner\ValueType;

/**
 * Types, from and to those of the library.
 *
 * @internal
 */
final class Types
{
    /** @return list<ValueType> */
    private static function values(CData $vector): array
    {
        $ffi = Native::ffi();
        return array_map(static fn (int $type): ValueType => ValueType::from($ffi->wasm_valtype_kind($type)), Native::elements($vector));
    }

    public static function function(int $type): FunctionType
    {
        $ffi = Native::ffi();
        return new FunctionType(
            self::values($ffi->wasm_functype_params($type)),
            self::values($ffi->wasm_functype_results($type))
        );
    }

    /** @return array{int, ?int} */
    private static function limits(CData $limits): array
    {
        return [$limits->min, $limits->max === 0xffffffff ? null : $limits->max];
    }

    public static function global(int $type): GlobalType
    {
        $ffi = Native::ffi();
        $content = ValueType::from($ffi->wasm_valtype_kind($ffi->wasm_globaltype_content($type)));
        return new GlobalType($content, $ffi->wasm_globaltype_mutability($type) !== 0);
    }

    public static function table(int $type): TableType
    {
        $ffi = Native::ffi();
        $element = ValueType::from($ffi->wasm_valtype_kind($ffi->wasm_tabletype_element($type)));
        return new TableType($element, ...self::limits($ffi->wasm_tabletype_limits($type)));
    }

    public static function memory(int $type): MemoryType
    {
        return new MemoryType(...self::limits(Native::ffi()->wasm_memorytype_limits($type)));
    }

    /** @return array{ExternKind, FunctionType|GlobalType|TableType|MemoryType|null} */
    public static function extern(int $type): array
    {
        $ffi = Native::ffi();
        $kind = ExternKind::from($ffi->wasm_externtype_kind($type));
        return [$kind, match ($kind) {
            ExternKind::Function => self::function($ffi->wasm_externtype_as_functype($type)),
            ExternKind::Global => self::global($ffi->wasm_externtype_as_globaltype($type)),
            ExternKind::Table => self::table($ffi->wasm_externtype_as_tabletype($type)),
            ExternKind::Memory => self::memory($ffi->wasm_externtype_as_memorytype($type)),
            ExternKind::Tag => null,
        }];
    }

    /** @param list<int> $kinds */
    private static function newValues(array $kinds): CData
    {
        $ffi = Native::ffi();
        $types = $ffi->new('uintptr_t[' . max(count($kinds), 1) . ']');
        foreach ($kinds as $index => $kind) {
            $types[$index] = $ffi->wasm_valtype_new($kind);
        }
        $vector = Native::pointers();
        $ffi->wasm_valtype_vec_new($vector, count($kinds), $types);
        return $vector;
    }

    /** A type of functions, which is the caller's. */
    public static function newFunction(Signature $signature): int
    {
        $parameters = self::newValues($signature->parameters);
        $results = self::newValues($signature->results);
        return Native::made(Native::ffi()->wasm_functype_new($parameters, $results), 'making the type');
    }

    /** Limits of a size, which is in units of a name. */
    public static function newLimits(int $minimum, ?int $maximum, string $units): CData
    {
        foreach ([$minimum, $maximum] as $number) {
            if ($number !== null && ($number < 0 || $number > 0xffffffff)) {
                throw new \ValueError("the size is $number $units; a number from 0 to 4294967295 was expected");
            }
        }
        $limits = Native::ffi()->new('wasm_limits_t[1]');
        $limits[0]->min = $minimum;
        $limits[0]->max = $maximum ?? 0xffffffff;
        return $limits;
    }
}
