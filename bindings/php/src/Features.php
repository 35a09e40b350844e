<?php

declare(strict_types=1);

namespace Lanner;

/** Features of WebAssembly that modules may use, to be joined by "|". */
final class Features
{
    public const MUTABLE_GLOBALS = 1 << 0;
    public const SIGN_EXTENSION = 1 << 1;
    public const SATURATING_TRUNCATION = 1 << 2;
    public const MULTI_VALUE = 1 << 3;
    public const BULK_MEMORY = 1 << 4;
    public const REFERENCE_TYPES = 1 << 5;
    public const SIMD = 1 << 6;
    public const RELAXED_SIMD = 1 << 7;
    public const TAIL_CALLS = 1 << 8;
    public const TYPED_FUNCTION_REFERENCES = 1 << 9;
    public const GARBAGE_COLLECTION = 1 << 10;
    public const EXCEPTIONS = 1 << 11;
    public const MULTI_MEMORY = 1 << 12;
    public const MEMORY64 = 1 << 13;
    public const EXTENDED_CONSTANTS = 1 << 14;
    public const THREADS = 1 << 15;
    public const LEGACY_EXCEPTIONS = 1 << 16;
    public const WIDE_ARITHMETIC = 1 << 17;
    public const CUSTOM_PAGE_SIZES = 1 << 18;
    public const COMPACT_IMPORTS = 1 << 19;

    private function __construct()
    {
    }
}
