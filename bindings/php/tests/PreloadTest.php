<?php

declare(strict_types=1);

namespace Lanner\Tests;

use PHPUnit\Framework\TestCase;

/** Preloading: with php-cli, and with PHP-FPM, which makes its workers after it. */
final class PreloadTest extends TestCase
{
    private const USER = 'www-data';

    private string $folder;

    /** @var resource|null */
    private $process = null;

    protected function setUp(): void
    {
        $this->folder = sys_get_temp_dir() . '/lanner-fpm-' . bin2hex(random_bytes(6));
        mkdir($this->folder);
    }

    protected function tearDown(): void
    {
        if ($this->process !== null) {
            proc_terminate($this->process, SIGTERM);
            for ($tries = 0; proc_get_status($this->process)['running'] && $tries < 500; $tries++) {
                usleep(10000);
            }
            proc_terminate($this->process, SIGKILL);
            proc_close($this->process);
        }
        array_map('unlink', glob("$this->folder/*"));
        rmdir($this->folder);
    }

    public function testWithPhpCli(): void
    {
        $command = [...$this->asUser(), PHP_BINARY, '-d', 'display_errors=stderr', ...$this->options([])];
        $command[] = __DIR__ . '/programs/request.php';
        self::assertSame([0, '0.1.0 not started', ''], Programs::execute([...$command, 'version']));
        [$status, $output, $errors] = Programs::execute([...$command, 'work']);
        self::assertSame([0, ''], [$status, $errors]);
        $this->isRight($output);
    }

    public function testWithPhpFpm(): void
    {
        $socket = $this->start($this->asUser(), []);
        self::assertSame('0.1.0 not started', $this->request($socket, 'version')[0]);
        $workers = [];
        $first = 0;
        for ($number = 0, $count = Programs::times(60, 2000); $number < $count; $number++) {
            [$output] = $this->request($socket, ['work', 'throw', 'collect'][$number % 3]);
            $answer = $this->isRight($output, $number % 3 === 1 ? 'thrown' : 42);
            // .NET is started by the first request of each worker, after the fork, and never in the master.
            $this->assertMasterHasNotStarted();
            $first += isset($workers[$answer['pid']]) ? 0 : 1;
            self::assertSame(isset($workers[$answer['pid']]), $answer['started']);
            $workers[$answer['pid']] = true;
        }
        self::assertSame($first, count($workers));
        self::assertLessThanOrEqual(2, count($workers));
        self::assertSame('ended', $this->request($socket, 'exit')[0]);
    }

    public function testAWorkerThatCannotGoOnIsReplaced(): void
    {
        $socket = $this->start($this->asUser(), []);
        for ($number = 0, $count = Programs::times(4, 200); $number < $count; $number++) {
            $this->isRight($this->request($socket, 'work')[0]);
            self::assertStringContainsString('a fatal error', implode('', $this->request($socket, 'fatal')));
            $this->isRight($this->request($socket, 'work')[0]);
            // Outside of guests a fatal error is as always: the worker goes on.
            self::assertStringContainsString('"next":42', $this->request($socket, 'lasting')[0]);
        }
        $log = (string) file_get_contents("$this->folder/log");
        self::assertStringNotContainsString('exited on signal', $log);
    }

    public function testWithAHeaderOfTheConfiguration(): void
    {
        [$status, $header] = Programs::execute([PHP_BINARY, dirname(__DIR__) . '/lanner-header']);
        self::assertSame(0, $status);
        file_put_contents("$this->folder/lanner.h", $header);
        // Where root starts PHP-FPM, another process does the preloading: what FFI loads there is lost, and what the setting loads is not.
        $settings = ['ffi.preload' => "$this->folder/lanner.h"] + (posix_geteuid() === 0 ? ['opcache.preload_user' => self::USER] : []);
        $socket = $this->start([], $settings);
        self::assertSame('0.1.0 not started', $this->request($socket, 'version')[0]);
        for ($number = 0; $number < 10; $number++) {
            $this->isRight($this->request($socket, 'work')[0]);
            $this->assertMasterHasNotStarted();
        }
    }

    public function testWithoutPreloading(): void
    {
        $prepend = dirname(__DIR__) . '/autoload.php';
        $socket = $this->start([], ['opcache.preload' => '', 'ffi.enable' => '1', 'auto_prepend_file' => $prepend]);
        for ($number = 0; $number < 10; $number++) {
            $this->isRight($this->request($socket, 'work')[0], 42, '1');
        }
    }

    private function assertMasterHasNotStarted(): void
    {
        $maps = (string) file_get_contents('/proc/' . proc_get_status($this->process)['pid'] . '/maps');
        self::assertStringContainsString('liblanner', $maps);
        self::assertStringNotContainsString('libcoreclr', $maps);
    }

    /** @return list<string> what has a program run by a user that is not root, for whom FFI::load() works while preloading */
    private function asUser(): array
    {
        if (posix_geteuid() !== 0) {
            return [];
        }
        chown($this->folder, self::USER);
        ['uid' => $user, 'gid' => $group] = posix_getpwnam(self::USER);
        return ['setpriv', "--reuid=$user", "--regid=$group", '--clear-groups', '--inh-caps=-all'];
    }

    /**
     * @param array<string, string> $settings
     * @return list<string>
     */
    private function options(array $settings): array
    {
        $options = [];
        $settings += [
            'opcache.enable' => '1',
            'opcache.enable_cli' => '1',
            'opcache.preload' => dirname(__DIR__) . '/preload.php',
            'ffi.enable' => 'preload',
        ];
        foreach ($settings as $name => $value) {
            array_push($options, '-d', "$name=$value");
        }
        return $options;
    }

    /** @return array{string, string} */
    private function request(string $socket, string $mode): array
    {
        return FastCgi::request($socket, __DIR__ . '/programs/request.php', ['mode' => $mode]);
    }

    /** @return array<string, mixed> */
    private function isRight(string $output, int|string $next = 42, string $enabled = 'preload'): array
    {
        self::assertJson($output, $output);
        $answer = json_decode($output, true);
        self::assertSame([$next, ['MemoryOutOfBounds' => 20], 7, $enabled], [
            $answer['next'], $answer['traps'], $answer['byte'], $answer['ffi'],
        ]);
        return $answer;
    }

    /**
     * @param list<string> $prefix
     * @param array<string, string> $settings
     */
    private function start(array $prefix, array $settings): string
    {
        $program = getenv('PHP_FPM') ?: '/usr/sbin/php-fpm' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION;
        self::assertFileExists($program);
        $socket = "$this->folder/socket";
        // For a master that is root; others cannot change it.
        $user = posix_geteuid() === 0 && $prefix === [] ? 'user = ' . self::USER : '';
        chmod($this->folder, 0777);
        file_put_contents("$this->folder/fpm.conf", <<<"END"
            [global]
            error_log = $this->folder/log
            daemonize = no
            [www]
            $user
            listen = $socket
            pm = static
            pm.max_children = 2
            clear_env = no
            catch_workers_output = yes
            END);
        $command = [...$prefix, $program, '-F', '-y', "$this->folder/fpm.conf", '-d', 'display_errors=1', ...$this->options($settings)];
        $output = ['file', "$this->folder/output", 'w'];
        $this->process = proc_open($command, [['file', '/dev/null', 'r'], $output, $output], $pipes);
        for ($tries = 0; !file_exists($socket); $tries++) {
            if ($tries > 6000 || !proc_get_status($this->process)['running']) {
                $logs = glob("$this->folder/{output,log}", GLOB_BRACE);
                self::fail('PHP-FPM does not start: ' . implode('', array_map(static fn ($log) => file_get_contents($log), $logs)));
            }
            usleep(10000);
        }
        return $socket;
    }
}
