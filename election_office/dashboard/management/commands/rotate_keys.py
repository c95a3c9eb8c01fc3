"""manage.py rotate_keys: new keys for numbers and files. May be interrupted and run again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from election_office.core import keycheck
from election_office.core.management.commands.run_office import alone
from election_office.dashboard import rotation
from election_office.keys import keys_path


class Command(BaseCommand):
    help = "更换身份证号和文件的加密密钥。须先停止平台；中断后再次运行会接着做。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not keys_path(Path(settings.DATA_DIR)).exists():
            raise CommandError("密钥由环境变量提供，请在环境变量中更换（见docs），本命令只更换密钥文件。")
        lock = alone()
        said = keycheck.fault()
        if said:
            raise CommandError(said, returncode=keycheck.WRONG_KEYS)
        rotation.begin()
        self.stdout.write("新密钥已生成，旧密钥保留到全部换完。其他机器请换上同一份密钥文件后再启动。")
        rotation.rotate(lambda what, done: self.stdout.write(f"{what}：已换{done}"))
        rotation.finish()
        lock.close()
        self.stdout.write(
            "密钥已全部更换，旧密钥已从密钥文件中删除。请马上做一次备份并打印新的密钥份额（keys_split）；"
            "以前的备份只能用旧密钥的份额打开，请与那些备份一样妥善保管，到期一并销毁。"
        )
