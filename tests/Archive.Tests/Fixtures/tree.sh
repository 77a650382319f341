#!/bin/bash
# usage: tree.sh lower|upper DIRECTORY: makes the lower tree, or changes a copy of it into the upper tree.
set -eu
umask 022
cd "$2"
long=$(printf 'n%.0s' {1..120})
half=$(printf 'h%.0s' {1..60})
deep=$half/$half/$half
if [ "$1" = lower ]; then
  mkdir -p keep/sub gone/deep "$deep" links old
  echo unchanged > keep/file; echo changed > keep/change; echo gone > gone/deep/file
  echo x > "$deep/to-delete"; echo y > "$deep/$long"
  echo hard > links/a; ln links/a links/c
  echo file > old/file-to-directory; mkdir old/directory-to-file; echo z > old/directory-to-file/z
  ln -s nowhere links/symlink
  echo mode > keep/mode; echo owner > keep/owner
else
  echo other > keep/change
  rm -r gone; rm "$deep/to-delete" "$deep/$long"
  mkdir new; echo "a b" > "new/with blank"; echo ü > new/ünicode; echo deep > "$deep/$half-new"
  echo long > "new/$long"; mkdir "new/d$long"; echo in > "new/d$long/file"
  ln -s "/$deep/$half" new/long-link; ln -s ünicode new/unicode-link
  ln links/a new/b; echo two > new/first; ln new/first new/second; ln new/first new/third
  mknod new/null c 1 3; mknod new/block b 259 1048575; mkfifo new/fifo
  echo big > new/big-ids; chown 3000000000:2097152 new/big-ids
  chmod 4711 keep/mode; chown 7:8 keep/owner
  mkdir new/sticky; chmod 1777 new/sticky
  echo cap > new/capability # gets cap_net_raw+ep afterwards
  rm old/file-to-directory; mkdir old/file-to-directory; echo i > old/file-to-directory/i
  rm -r old/directory-to-file; echo f > old/directory-to-file
  rm links/symlink; ln -s elsewhere links/symlink
  echo early > new/before-1970
  # Names whose ASCII part is nothing, or is cut right behind a slash: in the PAX header's own name, and in the entry's.
  echo umlaut > new/ü
  d86=$(printf 'p%.0s' {1..86}); d99=$(printf 'q%.0s' {1..99}); mkdir "$d86" "$d99"; echo 86 > "$d86/$long"; echo 99 > "$d99/$long"
  head -c 100000 /dev/zero | tr '\0' 'q' > new/large
  : > new/empty
fi
find . -depth -exec touch -h -d @1600000000 {} +
[ "$1" = lower ] || { touch -d @1600000123 keep/change; touch -d @-1000 new/before-1970; }
