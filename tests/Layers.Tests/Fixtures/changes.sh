#!/bin/bash
# usage: changes.sh lower|upper DIRECTORY SNAPSHOTTER: makes a tree, or changes it. A directory for each kind of change. No time is that of the run.
set -eu
umask 022
cd "$2"
snapshotter=$3
fill() { printf "$1%.0s" $(seq "$2"); }
capability() { setcap "$1" "$2"; }
long=$(fill n 140); longest=$(fill m 255)
deep=deep/$(fill a 90)/$(fill b 90)/$(fill c 90)
marker=$(mktemp)
trap 'rm -f "$marker"' EXIT

lower() {
  mkdir -p content directories/{kept/inner,gone/inner,replaced,opaque/inner,renamed} modes owners times links/sub symlinks special sparse xattrs \
    names "$deep" types untouched/inner
  echo a > content/changed; echo same > content/rewritten; echo b > content/longer; echo c > content/removed; : > content/emptied
  echo d > content/renamed; echo e > content/to-nothing; head -c 300000 /dev/zero | tr '\0' z > content/large
  echo 1 > directories/kept/inner/one; echo 2 > directories/gone/inner/two; echo 3 > directories/replaced/three
  echo 4 > directories/opaque/four; echo 5 > directories/opaque/inner/five; echo 6 > directories/renamed/six
  for i in file setuid setgid sticky none; do echo "$i" > "modes/$i"; mkdir "modes/$i.d"; done
  for i in user group both big; do echo "$i" > "owners/$i"; mkdir "owners/$i.d"; ln -s nowhere "owners/$i.l"; done
  for i in second nanosecond whole past same zero; do echo "$i" > "times/$i"; done; mkdir times/directory; ln -s nowhere times/link
  echo l > links/a; ln links/a links/b; ln links/a links/sub/c; echo m > links/m; ln links/m links/n; echo o > links/o; ln links/o links/p
  echo q > links/q; ln links/q links/z; ln -s nowhere links/s; mknod links/u c 1 3
  # containerd's native snapshotter makes two files of such links when it copies a layer.
  [ "$snapshotter" = native ] || { ln links/s links/t; ln links/u links/v; }
  ln -s a symlinks/changed; ln -s b symlinks/removed; ln -s c symlinks/to-file; echo d > symlinks/from-file; ln -s e symlinks/same
  mknod special/null c 1 3; mknod special/changed c 1 5; mknod special/removed b 7 1; mkfifo special/fifo
  truncate -s 3000000 sparse/holes; printf x | dd of=sparse/holes bs=1 seek=1500000 conv=notrunc status=none; truncate -s 70000 sparse/written
  for i in user other trusted gained lost changed; do echo "$i" > "xattrs/$i"; done
  capability cap_net_raw+ep xattrs/lost; capability cap_chown+ep xattrs/changed; setfattr -n user.one -v 1 xattrs/other
  echo n > "names/$long"; echo n > "$deep/$long"; echo n > "$deep/removed"; printf n > $'names/latin1-\xe9'; printf n > $'names/removed-\xff'
  echo t > types/file-directory; mkdir types/directory-file types/directory-link; echo x > types/directory-file/x; echo y > types/directory-link/y
  ln -s content types/link-directory; mkfifo types/fifo-file; echo z > types/file-device
  echo u > untouched/inner/file; ln -s ../x untouched/link; mknod untouched/null c 1 3; ln untouched/inner/file untouched/hard
  find . -exec touch -h -d @1500000000.25 {} +
  # Files without nanoseconds are compared by their content.
  touch -d @1500000000 content/changed content/rewritten times/whole symlinks/from-file sparse/* owners/user
  touch -h -d @1500000000 symlinks/changed symlinks/same
}

upper() {
  echo 1234 > content/added; echo z > content/changed; touch -d @1500000000 content/changed
  echo same > content/rewritten; touch -d @1500000000 content/rewritten
  echo more >> content/longer; rm content/removed; echo full > content/emptied; mv content/renamed content/newname; : > content/to-nothing
  printf y | dd of=content/large bs=1 seek=150000 conv=notrunc status=none
  echo 7 > directories/kept/inner/seven; rm -r directories/gone; rm -r directories/replaced; echo f > directories/replaced
  rm -r directories/opaque; mkdir directories/opaque; echo 8 > directories/opaque/eight; mv directories/renamed directories/other-name
  mkdir -p directories/new/empty; mkdir "directories/with blank"
  chmod 600 modes/file; chmod 700 modes/file.d; chmod 4755 modes/setuid; chmod 2755 modes/setgid modes/setgid.d
  chmod 1755 modes/sticky modes/sticky.d; chmod 111 modes/none; chmod 111 modes/none.d
  for i in "" .d .l; do
    chown -h 1000 "owners/user$i"; chown -h :1000 "owners/group$i"; chown -h 12:34 "owners/both$i"; chown -h 2097152:4294967294 "owners/big$i"
  done
  ln links/a links/new-of-a; ln links/a links/0-first-of-a; echo more >> links/n; chmod 600 links/p; rm links/q
  echo w > links/w; ln links/w links/sub/x; ln links/w links/y; ln links/s links/sub/another-s; ln links/u links/another-u; mkfifo links/f; ln links/f links/g
  ln links/w "links/$long"
  ln -sfn d symlinks/changed; rm symlinks/removed; rm symlinks/to-file; echo f > symlinks/to-file; rm symlinks/from-file; ln -s g symlinks/from-file
  ln -s "$(fill t 150)" symlinks/long; ln -s "/$(fill s 1000)" symlinks/longer; ln -s ü symlinks/umlaut; ln -s ../../../outside symlinks/outside
  ln -s $'\xff\xfe' symlinks/no-utf8
  rm special/changed; mknod special/changed c 1 7; rm special/removed; mknod special/block b 259 1048575; mknod special/wide c 4095 255
  mkfifo -m 600 special/another-fifo; perl -e 'use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un("special/socket")) or die'
  truncate -s 5000000 sparse/only-hole; truncate -s 3000001 sparse/holes; printf y | dd of=sparse/written bs=1 seek=65536 conv=notrunc status=none
  setfattr -n user.two -v 2 xattrs/user; setfattr -n trusted.two -v 2 xattrs/trusted; capability cap_net_admin+ep xattrs/gained
  setcap -r xattrs/lost; capability cap_chown,cap_kill+ep xattrs/changed; echo b > xattrs/both; setfattr -n user.three -v 3 xattrs/both
  capability cap_net_raw+eip xattrs/both; mkdir xattrs/directory; setfattr -n user.four -v 4 xattrs/directory
  echo m > "names/$longest"; echo m > "$deep/$longest"; rm "$deep/removed"; echo n >> "names/$long"; mkdir "names/d$long"; echo i > "names/d$long/file"
  mkdir "names/$(fill p 99)"; echo s > "names/$(fill p 99)/$(fill q 100)"; mkdir "$deep/$(fill d 99)"; echo s > "$deep/$(fill d 99)/$(fill e 100)"
  printf m > $'names/latin1-\xe9'; printf m > $'names/other-\xfe'; rm $'names/removed-\xff'; echo ü > names/ünicode; echo ü > names/ü
  echo nl > $'names/new\nline'; echo b > 'names/back\slash'; echo .wh > names/.wh; echo e > 'names/equals=sign 12 path=x'
  rm types/file-directory; mkdir types/file-directory; echo i > types/file-directory/i; rm -r types/directory-file; echo f > types/directory-file
  rm -r types/directory-link; ln -s file types/directory-link; rm types/link-directory; mkdir types/link-directory
  rm types/fifo-file; echo f > types/fifo-file; rm types/file-device; mknod types/file-device b 8 1
  # Directories in any case: containerd's native snapshotter gives them the time of the copy.
  find . \( -newer "$marker" -o -type d \) -exec touch -h -d @1600000000.75 {} +
  touch -d @1500000001.25 times/second; touch -d @1500000000.5 times/nanosecond; touch -d @1500000001 times/whole; touch -d @-1000.5 times/past
  touch -d @0 times/zero; touch -d @1500000009.5 times/directory; touch -h -d @1500000009 times/link; echo n > times/future; touch -d @5000000000 times/future
  echo o > times/before-1901; touch -d @-3000000000 times/before-1901; echo w > times/added-whole; touch -d @1600000000 times/added-whole
  chmod 700 .; touch -d @1600000000.75 times
}

touch -d @1550000000 "$marker"
"$1"
