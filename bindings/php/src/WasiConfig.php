<?php

declare(strict_types=1);

namespace Lanner;

use FFI\CData;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;

/** What a program of WASI is granted. A new one grants nothing: no arguments, no environment, no streams, no files. */
final class WasiConfig extends Owned
{
    private const CONNECT = 0;
    private const LISTEN = 1;
    private const LOOK_UP = 2;
    private const HTTP = 3;

    /** @var list<Owned> */
    private array $kept = [];

    public function __construct()
    {
        $this->begin();
        $this->own(Native::made(Native::ffi()->lanner_wasi_new(), 'making the configuration'));
    }

    public function __destruct()
    {
        $this->release('lanner_wasi_delete');
    }

    /** Adds arguments. The first is the name of the program. */
    public function addArguments(string ...$arguments): static
    {
        foreach ($arguments as $argument) {
            $argument = Native::text($argument, 'the argument');
            Native::done(Native::ffi()->lanner_wasi_add_argument($this->live(), $argument), 'adding an argument');
        }
        return $this;
    }

    /** Adds a variable. */
    public function addEnvironment(string $name, string $value): static
    {
        [$name, $value] = [Native::text($name, 'the name'), Native::text($value, 'the value')];
        Native::done(Native::ffi()->lanner_wasi_add_environment($this->live(), $name, $value), 'adding a variable');
        return $this;
    }

    /** Adds the variables that the process has now. */
    public function inheritEnvironment(): static
    {
        Native::done(Native::ffi()->lanner_wasi_inherit_environment($this->live()), 'adding the variables');
        return $this;
    }

    /**
     * Gives the guest streams of the process. They are not those of PHP: what is written there goes past PHP's buffers, and in a web
     * server not to the browser.
     *
     * @param int $streams constants of Stream, joined by "|"
     */
    public function inheritStreams(int $streams = Stream::ALL): static
    {
        Native::done(Native::ffi()->lanner_wasi_inherit_streams($this->live(), $streams), 'giving the streams');
        return $this;
    }

    /** Sets what the guest reads from standard input. */
    public function setInput(string $content): static
    {
        Native::withVector($content, fn (CData $vector) => Native::done(
            Native::ffi()->lanner_wasi_set_input($this->live(), $vector),
            'setting the input'
        ));
        return $this;
    }

    /**
     * Keeps what the guest writes, up to so many bytes a stream.
     *
     * @param int $streams constants of Stream, joined by "|"
     */
    public function capture(int $streams = Stream::STDOUT | Stream::STDERR, int $maximum = 1 << 24): static
    {
        if ($maximum < 0) {
            throw new \ValueError("the maximum is $maximum; a number that is not negative was expected");
        }
        Native::done(Native::ffi()->lanner_wasi_capture_streams($this->live(), $streams, $maximum), 'capturing');
        return $this;
    }

    /** What was captured of standard output so far. */
    public function stdout(): string
    {
        return $this->captured(Stream::STDOUT);
    }

    /** What was captured of standard error so far. */
    public function stderr(): string
    {
        return $this->captured(Stream::STDERR);
    }

    /**
     * Grants a directory of the host, under a path of the guest.
     *
     * @param int $rights constants of Rights, joined by "|"
     */
    public function addDirectory(string $hostPath, string $guestPath, int $rights = Rights::READ_ONLY): static
    {
        [$hostPath, $guestPath] = [Native::text($hostPath, "the host's path"), Native::text($guestPath, "the guest's path")];
        Native::done(Native::ffi()->lanner_wasi_add_directory($this->live(), $hostPath, $guestPath, $rights), 'adding the directory');
        return $this;
    }

    /**
     * Grants files in memory, under a path of the guest.
     *
     * @param int $rights constants of Rights, joined by "|"
     */
    public function addFiles(Files $files, string $guestPath, int $rights = Rights::READ_ONLY): static
    {
        $guestPath = Native::text($guestPath, "the guest's path");
        Native::done(Native::ffi()->lanner_wasi_add_files($this->live(), $files->live(), $guestPath, $rights), 'adding the files');
        $this->kept[] = $files;
        return $this;
    }

    /**
     * Grants what is in a zip or tar file of the host, read-only, under a path of the guest.
     *
     * @throws LannerError when there is no such file, or it is no archive
     */
    public function addArchive(string $hostPath, string $guestPath): static
    {
        [$hostPath, $guestPath] = [Native::text($hostPath, "the host's path"), Native::text($guestPath, "the guest's path")];
        Native::done(Native::ffi()->lanner_wasi_add_archive($this->live(), $hostPath, $guestPath), 'adding the archive');
        return $this;
    }

    /**
     * Grants a directory, or a zip or tar file, of the host under changes that stay in memory.
     *
     * @param int $maximum how many bytes the changes may take
     *
     * @throws LannerError when there is no such directory or file
     */
    public function addOverlay(string $hostPath, string $guestPath, int $maximum = 1 << 26): static
    {
        if ($maximum < 0) {
            throw new \ValueError("the maximum is $maximum; a number that is not negative was expected");
        }
        [$hostPath, $guestPath] = [Native::text($hostPath, "the host's path"), Native::text($guestPath, "the guest's path")];
        Native::done(Native::ffi()->lanner_wasi_add_overlay($this->live(), $hostPath, $guestPath, $maximum), 'adding the overlay');
        return $this;
    }

    /**
     * Grants a socket that listens, as a descriptor behind those of the directories.
     *
     * @param string $address such as "127.0.0.1:8080" or "[::1]:0"
     *
     * @throws LannerError when it is no address, or the host cannot listen there
     */
    public function addListener(string $address): static
    {
        Native::done(Native::ffi()->lanner_wasi_add_listener($this->live(), Native::text($address, 'the address')), 'adding the listener');
        return $this;
    }

    /**
     * Names peers that may connect, from any port if it is 0. Once there are such, no others may.
     *
     * @param string $addresses such as "10.0.0.0/8" or "10.1.2.3"
     *
     * @throws LannerError when they are no addresses
     */
    public function allowPeers(string $addresses, int $port = 0): static
    {
        if ($port < 0 || $port > 0xffff) {
            throw new \ValueError("the port is $port; a number from 0 to 65535 was expected");
        }
        $addresses = Native::text($addresses, 'the addresses');
        Native::done(Native::ffi()->lanner_wasi_allow_peers($this->live(), $addresses, $port), 'allowing peers');
        return $this;
    }

    /**
     * Lets a component connect to hosts, or send datagrams to them, and look up their names.
     *
     * @param string $hosts "[tcp://|udp://]HOST[:PORTS]", where the host is a name, "*.example.com", "*", an address, or a range such as
     *                      "10.0.0.0/8"
     */
    public function allowConnect(string $hosts): static
    {
        return $this->allow(self::CONNECT, $hosts);
    }

    /**
     * Lets a component listen, or receive datagrams, at addresses of the host. Whom it accepts, allowPeers says.
     *
     * @param string $addresses "[tcp://|udp://]ADDRESS[:PORTS]"; with port 0 it takes a free one
     */
    public function allowListen(string $addresses): static
    {
        return $this->allow(self::LISTEN, $addresses);
    }

    /**
     * Lets a component look up names beside those that it may connect to.
     *
     * @param string $name a name, "*.example.com" or "*"
     */
    public function allowNameLookup(string $name): static
    {
        return $this->allow(self::LOOK_UP, $name);
    }

    /**
     * Lets a component send requests of HTTP.
     *
     * @param string $hosts "[http://|https://]HOST[:PORTS]", with hosts as allowConnect has them. Without ports it is that of the scheme;
     *                      "*" stands for all
     */
    public function allowHttp(string $hosts): static
    {
        return $this->allow(self::HTTP, $hosts);
    }

    /** Lets names that are granted have any address. Otherwise those of this machine and of private networks are withheld. */
    public function allowPrivateAnswers(): static
    {
        Native::done(Native::ffi()->lanner_wasi_allow_private_answers($this->live()), 'the grant');
        return $this;
    }

    /** Adds a setting to a component's configuration (wasi:config). */
    public function addSetting(string $name, string $value): static
    {
        [$name, $value] = [Native::text($name, 'the name'), Native::text($value, 'the value')];
        Native::done(Native::ffi()->lanner_wasi_add_setting($this->live(), $name, $value), 'adding a setting');
        return $this;
    }

    /** Grants a component keys and values, by the name by which it opens them. */
    public function addKeyValueStore(string $name, KeyValueStore $store): static
    {
        $name = Native::text($name, 'the name');
        Native::done(Native::ffi()->lanner_wasi_add_key_value_store($this->live(), $name, $store->live()), 'adding the store');
        $this->kept[] = $store;
        return $this;
    }

    /** Sets how much of something a component may have at once. */
    public function setLimit(WasiLimit $limit, int $most): static
    {
        if ($most < 0) {
            throw new \ValueError("the limit is $most; a number that is not negative was expected");
        }
        Native::done(Native::ffi()->lanner_wasi_set_limit($this->live(), $limit->value, $most), 'setting the limit');
        return $this;
    }

    /**
     * Gives the guest clocks that begin at a time, and go on by a step each time they are read, instead of those of the system.
     *
     * @param \DateTimeInterface|int|float $start the time, or its seconds since 1970
     * @param float $step in seconds
     */
    public function setClock(\DateTimeInterface|int|float $start, float $step = 0): static
    {
        $begun = $start instanceof \DateTimeInterface
            ? $start->getTimestamp() * 1000000.0 + (int) $start->format('u')
            : round($start * 1e6);
        $steps = round($step * 1e6);
        if (!($begun >= -2 ** 63 && $begun < 2 ** 63)) {
            throw new \ValueError('the clock begins at a time that .NET does not have; seconds since 1970 were expected');
        }
        if (!($steps >= 0 && $steps < 2 ** 63)) {
            throw new \ValueError("the clock goes on by $step seconds; a number that is not negative was expected");
        }
        Native::done(Native::ffi()->lanner_wasi_set_clock($this->live(), (int) $begun, (int) $steps), 'setting the clock');
        return $this;
    }

    /** Sets the number of files that the guest may have open, with streams and directories; 1024 otherwise. */
    public function setMostDescriptors(int $most): static
    {
        if ($most < 0 || $most > 0xffffffff) {
            throw new \ValueError("$most descriptors cannot be open; a number from 0 to 4294967295 was expected");
        }
        Native::done(Native::ffi()->lanner_wasi_set_most_descriptors($this->live(), $most), 'setting the number of descriptors');
        return $this;
    }

    /** Gives the guest the random numbers that follow from a seed, instead of those of the system. */
    public function setRandomSeed(int $seed): static
    {
        Native::done(Native::ffi()->lanner_wasi_set_random_seed($this->live(), $seed), 'setting the seed');
        return $this;
    }

    private function allow(int $use, string $hosts): static
    {
        Native::done(Native::ffi()->lanner_wasi_allow($this->live(), $use, Native::text($hosts, 'the hosts')), 'the grant');
        return $this;
    }

    private function captured(int $stream): string
    {
        $vector = Native::bytes();
        Native::done(Native::ffi()->lanner_wasi_captured($this->live(), $stream, $vector), 'reading what was captured');
        return Native::take($vector);
    }
}
