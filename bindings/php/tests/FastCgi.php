<?php

declare(strict_types=1);

namespace Lanner\Tests;

/** A client of PHP-FPM: one request, one connection. */
final class FastCgi
{
    /**
     * @param array<string, string> $query
     * @return array{string, string} what the script has printed, without headers, and its errors
     */
    public static function request(string $socket, string $script, array $query = [], int $seconds = 300): array
    {
        $connection = stream_socket_client("unix://$socket", $code, $message, 5);
        if ($connection === false) {
            throw new \RuntimeException("$socket: $message");
        }
        stream_set_timeout($connection, $seconds);
        $parameters = [
            'SCRIPT_FILENAME' => $script,
            'SCRIPT_NAME' => '/' . basename($script),
            'REQUEST_METHOD' => 'GET',
            'QUERY_STRING' => http_build_query($query),
            'SERVER_PROTOCOL' => 'HTTP/1.1',
            'GATEWAY_INTERFACE' => 'CGI/1.1',
        ];
        $content = '';
        foreach ($parameters as $name => $value) {
            $content .= self::length($name) . self::length($value) . $name . $value;
        }
        // The beginning (a responder), the parameters and their end, no input.
        fwrite($connection, self::record(1, pack('nCx5', 1, 0)) . self::record(4, $content) . self::record(4, '') . self::record(5, ''));
        $output = ['', ''];
        while (strlen($header = self::read($connection, 8)) === 8) {
            ['type' => $type, 'length' => $length, 'padding' => $padding] = unpack('Cversion/Ctype/nid/nlength/Cpadding', $header);
            $content = substr(self::read($connection, $length + $padding), 0, $length);
            if ($type === 3) {
                break;
            }
            $output[$type === 6 ? 0 : 1] .= $content;
        }
        fclose($connection);
        return [explode("\r\n\r\n", $output[0], 2)[1] ?? '', $output[1]];
    }

    /** @param resource $connection */
    private static function read($connection, int $length): string
    {
        $content = '';
        while (strlen($content) < $length && !feof($connection)) {
            $piece = fread($connection, $length - strlen($content));
            if ($piece === false || ($piece === '' && stream_get_meta_data($connection)['timed_out'])) {
                throw new \RuntimeException('PHP-FPM does not answer');
            }
            $content .= $piece;
        }
        return $content;
    }

    private static function record(int $type, string $content): string
    {
        return pack('CCnnxx', 1, $type, 1, strlen($content)) . $content;
    }

    private static function length(string $text): string
    {
        return strlen($text) < 128 ? chr(strlen($text)) : pack('N', strlen($text) | 0x80000000);
    }
}
