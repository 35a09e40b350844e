<?php

declare(strict_types=1);

namespace Lanner\Tests;

use PHPUnit\Framework\TestCase;

/** The package is built, installed into an empty project, and runs the example of the README there, which prints what it says. */
final class ReadmeTest extends TestCase
{
    public function testTheExampleInAProject(): void
    {
        preg_match_all('~^```(\w*)\n(.*?)^```$~ms', (string) file_get_contents(__DIR__ . '/../README.md'), $blocks);
        $program = $blocks[2][array_search('php', $blocks[1], true)];
        $expected = $blocks[2][array_search('', $blocks[1], true)];
        $folder = sys_get_temp_dir() . '/lanner-project-' . bin2hex(random_bytes(6));
        mkdir("$folder/packages", recursive: true);
        try {
            $native = getenv('LANNER_LIBRARY') ?: __DIR__ . '/../../../artifacts/native';
            $build = [__DIR__ . '/../build.sh', is_dir($native) ? $native : dirname($native), "$folder/packages"];
            [$status, , $errors] = Programs::execute($build);
            self::assertSame(0, $status, $errors);
            file_put_contents("$folder/composer.json", json_encode([
                'repositories' => [['type' => 'artifact', 'url' => "$folder/packages"], ['packagist.org' => false]],
                'require' => ['lanner/lanner' => '0.1.0'],
            ], JSON_UNESCAPED_SLASHES));
            // The library is that of the package.
            $environment = ['COMPOSER_ALLOW_SUPERUSER' => '1', 'COMPOSER_HOME' => "$folder/home", 'LANNER_LIBRARY' => ''] + getenv();
            $install = ['composer', 'install', '--no-interaction', '--quiet'];
            [$status, $output, $errors] = Programs::execute($install, 300, $environment, $folder);
            self::assertSame(0, $status, $output . $errors);
            self::assertFileExists("$folder/vendor/lanner/lanner/native/liblanner.so");
            file_put_contents("$folder/example.php", $program);
            [$status, $output, $errors] = Programs::execute([PHP_BINARY, "$folder/example.php"], 120, $environment, $folder);
            self::assertSame([0, $expected, ''], [$status, $output, $errors]);
            [$status, $output] = Programs::execute(["$folder/vendor/bin/lanner-header"], 120, $environment, $folder);
            self::assertSame(0, $status);
            self::assertStringContainsString("#define FFI_LIB \"$folder/vendor/lanner/lanner/native/liblanner.so\"", $output);
        } finally {
            Programs::execute(['rm', '-r', $folder]);
        }
    }

    public function testAllFilesAreInOrder(): void
    {
        $folder = dirname(__DIR__);
        $files = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($folder, \FilesystemIterator::SKIP_DOTS));
        foreach ($files as $file) {
            if ($file->getExtension() !== 'php') {
                continue;
            }
            $lines = (array) file((string) $file);
            self::assertLessThanOrEqual(500, count($lines), (string) $file);
            self::assertStringContainsString('declare(strict_types=1);', implode('', $lines), (string) $file);
            foreach ($lines as $number => $line) {
                self::assertLessThanOrEqual(140, mb_strlen(rtrim($line, "\n")), "$file line $number");
                self::assertSame(rtrim($line), rtrim($line, "\n"), "$file line $number");
            }
        }
        $sources = array_merge(glob("$folder/src/*.php"), glob("$folder/src/*/*.php"));
        foreach ($sources as $source) {
            // Every class says what it is.
            $text = (string) file_get_contents($source);
            self::assertMatchesRegularExpression('~\*/\n(final |abstract )*(class|enum|interface) ~', $text, $source);
        }
    }
}
