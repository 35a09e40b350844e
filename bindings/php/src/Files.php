<?php

declare(strict_types=1);

namespace Lanner;

use FFI\CData;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;

/** A file system in memory. Paths begin at its root: "/data/input.txt". */
final class Files extends Owned
{
    /** @param int $maximum how many bytes it may have */
    public function __construct(int $maximum = 1 << 26)
    {
        $this->begin();
        if ($maximum < 0) {
            throw new \ValueError("the maximum is $maximum; a number that is not negative was expected");
        }
        $this->own(Native::made(Native::ffi()->lanner_files_new($maximum), 'making the files'));
    }

    public function __destruct()
    {
        $this->release('lanner_files_delete');
    }

    /** Makes a directory. */
    public function createDirectory(string $path): static
    {
        Native::done(Native::ffi()->lanner_files_create_directory($this->live(), Native::text($path, 'the path')), 'making the directory');
        return $this;
    }

    /** Writes a file. */
    public function write(string $path, string $content): static
    {
        $path = Native::text($path, 'the path');
        Native::withVector($content, fn (CData $vector) => Native::done(
            Native::ffi()->lanner_files_write($this->live(), $path, $vector),
            'writing the file'
        ));
        return $this;
    }

    /**
     * The content of a file.
     *
     * @throws LannerError when there is none
     */
    public function read(string $path): string
    {
        $vector = Native::bytes();
        Native::done(Native::ffi()->lanner_files_read($this->live(), Native::text($path, 'the path'), $vector), 'reading the file');
        return Native::take($vector);
    }
}
