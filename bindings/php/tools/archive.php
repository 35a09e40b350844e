<?php

/* Packs a folder: php tools/archive.php FOLDER ARCHIVE. Files that can be run can be run afterwards. */

declare(strict_types=1);

[, $folder, $path] = $argv;
$archive = new ZipArchive();
if ($archive->open($path, ZipArchive::CREATE | ZipArchive::EXCL) !== true) {
    throw new Exception("$path cannot be written");
}
$files = new RecursiveIteratorIterator(new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS));
$names = array_map('strval', iterator_to_array($files, false));
sort($names);
foreach ($names as $file) {
    $name = substr($file, strlen($folder) + 1);
    $archive->addFile($file, $name);
    $archive->setExternalAttributesName($name, ZipArchive::OPSYS_UNIX, fileperms($file) << 16);
}
$archive->close();
