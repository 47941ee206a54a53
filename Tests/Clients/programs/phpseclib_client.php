<?php
// The common client commands on phpseclib 3.

require 'phpseclib3/autoload.php';

use phpseclib3\Net\SFTP;

function run(SFTP $sftp, string $command, array $words): bool
{
    switch ($command) {
        case 'upload':
            return $sftp->put($words[1], $words[0], SFTP::SOURCE_LOCAL_FILE);
        case 'download':
            return $sftp->get($words[0], $words[1]);
        case 'resume-upload':
            $mode = SFTP::SOURCE_LOCAL_FILE | SFTP::RESUME;
            return $sftp->put($words[1], $words[0], $mode, -1, $sftp->filesize($words[1]));
        case 'resume-download':
            $file = fopen($words[1], 'ab');
            return $sftp->get($words[0], $file, ftell($file) ?: filesize($words[1]));
        case 'list':
            $names = $sftp->nlist($words[0]);
            if ($names !== false) {
                echo implode("\n", array_diff($names, ['.', '..'])), "\n";
            }
            return $names !== false;
        case 'stat':
            $found = $sftp->stat($words[0]);
            if ($found !== false) {
                printf("%d %o\n", $found['size'], $found['mode'] & 07777);
            }
            return $found !== false;
        case 'rename':
            return $sftp->rename($words[0], $words[1]);
        case 'remove':
            return $sftp->delete($words[0], false);
        case 'mkdir':
            return $sftp->mkdir($words[0]);
        case 'rmdir':
            return $sftp->rmdir($words[0]);
        case 'chmod':
            return $sftp->chmod(octdec($words[0]), $words[1]) !== false;
        case 'symlink':
            return $sftp->symlink($words[0], $words[1]);
    }
    throw new InvalidArgumentException("unknown command $command");
}

function main(array $words): int
{
    $command = $words[1];
    try {
        $sftp = new SFTP(getenv('SFTP_HOST'), (int) getenv('SFTP_PORT'), 20);
        $key = $sftp->getServerPublicHostKey();
        $hash = hash('sha256', base64_decode(explode(' ', $key)[1]));
        if ($hash !== getenv('SFTP_HOST_KEY_SHA256')) {
            throw new RuntimeException('unexpected host key');
        }
        if (!$sftp->login(getenv('SFTP_USER'), getenv('SFTP_PASSWORD'))) {
            throw new RuntimeException('login refused');
        }
        if (run($sftp, $command, array_slice($words, 2))) {
            return 0;
        }
        $text = $sftp->getLastSFTPError() ?: 'failed without a status';
    } catch (Exception $error) {
        $text = get_class($error) . ': ' . $error->getMessage();
    }
    fwrite(STDERR, "$command: $text\n");
    return 1;
}

exit(main($argv));
