<?php

declare(strict_types=1);

namespace Lanner\Tests;

use Lanner\Features;
use Lanner\Rights;
use Lanner\Stream;
use Lanner\Tools\Header;
use Lanner\TrapCode;
use Lanner\WasiLimit;
use PHPUnit\Framework\TestCase;

/** The declarations for FFI are those of the C API. */
final class HeaderTest extends TestCase
{
    private const FOLDER = __DIR__ . '/../../../native/include';

    public function testTheHeaderIsThatOfTheSources(): void
    {
        require_once __DIR__ . '/../tools/header.php';
        self::assertStringEqualsFile(
            __DIR__ . '/../include/lanner-ffi.h',
            Header::make(self::FOLDER, __DIR__ . '/../src'),
            'php tools/header.php > include/lanner-ffi.h makes it anew'
        );
    }

    public function testStructuresHaveTheSizesOfTheCompiler(): void
    {
        $ffi = \Lanner\Internal\Native::ffi();
        $sizes = ['wasm_byte_vec_t' => 16, 'wasm_limits_t' => 8, 'wasm_val_t' => 16, 'lanner_limits_t' => 72, 'lanner_php_function_t' => 8];
        foreach ($sizes as $name => $size) {
            self::assertSame($size, \FFI::sizeof($ffi->type($name)), $name);
        }
        self::assertSame(8, \FFI::alignof($ffi->type('wasm_val_t')));
    }

    public function testConstantsAreThoseOfTheHeader(): void
    {
        $text = (string) file_get_contents(self::FOLDER . '/lanner.h');
        foreach ([Features::class => '', Stream::class => '', Rights::class => ''] as $class => $_) {
            foreach ((new \ReflectionClass($class))->getConstants() as $name => $value) {
                if ($name === 'ALL') {
                    continue;
                }
                self::assertSame(1, preg_match("~LANNER_$name = ([0-9 <]+)~", $text, $found), $name);
                $parts = array_map('intval', explode('<<', $found[1]));
                self::assertSame(count($parts) === 2 ? $parts[0] << $parts[1] : $parts[0], $value, $name);
            }
        }
        preg_match_all('~^ +LANNER_(MOST_\w+)~m', $text, $limits);
        $expected = array_map(static fn (WasiLimit $limit): string => 'MOST_' . self::upper($limit->name), WasiLimit::cases());
        self::assertSame([$expected, [0, 1, 2, 3]], [$limits[1], array_column(WasiLimit::cases(), 'value')]);
        preg_match('~LANNER_TRAP_NONE = -1,(.*?)\};~s', $text, $found);
        preg_match_all('~LANNER_TRAP_(\w+)~', $found[1], $names);
        $cases = array_map(static fn (TrapCode $code): string => self::upper($code->name), TrapCode::cases());
        self::assertSame(['NONE', ...$names[1]], $cases);
        self::assertSame(range(-1, count($names[1]) - 1), array_column(TrapCode::cases(), 'value'));
    }

    /** The name of a constant of C for a name of PHP. */
    private static function upper(string $name): string
    {
        return strtoupper((string) preg_replace('~(?<=[a-z1])(?=[A-Z])~', '_', $name));
    }
}
