"""More of the table of test_scenarios.py: scenarios of versions 3 to 6.

OpenSSH's sftp, psftp, libssh, libssh2 and the like speak version 3; lftp and net-sftp take what
the server has, up to 6; the bare session asks for the version in its name.
"""

import scenario_raw as raw
from harness.protocol import FileType, Mode, Pflags, Rename, Status
from scenario_acts import (
    changes_mode, gets, lists, makes_folder, one_after_the_other, puts, renames,
)
from scenario_table import BIG, HOME, KIBIBYTE, MEBIBYTE, REPORT, UPLOAD, Case

CASES: list[Case] = []
