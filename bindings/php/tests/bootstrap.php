<?php

declare(strict_types=1);

require __DIR__ . '/../autoload.php';
require __DIR__ . '/FastCgi.php';
require __DIR__ . '/Guests.php';
require __DIR__ . '/Programs.php';
