#!/bin/sh
# Process 1 of a User Mode Linux guest: makes a small Debian of the host's files, with PPP, then does what the console says.
#
# From the kernel's command line: ADDRESS (of vec0, with its prefix length), DONE (printed with the exit status
# after each command). A command is one line; its output is everything before the line with DONE.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH

mount -t proc proc /proc
mount -t sysfs sys /sys
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts

# A writable place of the guest's own; everything else is the host's and read-only.
mount -t tmpfs tmp /run
cp -a /etc/ppp /run/ppp
mount --bind /run/ppp /etc/ppp

# The guest's modules are not where modprobe looks on this host.
modules=lib/modules/$(uname -r)
mkdir -p "/run/modules/${modules%/*}"
ln -s "/usr/lib/uml/modules/$(uname -r)" "/run/modules/$modules"
modprobe -d /run/modules -a ppp_generic ppp_async ppp_mppe

ip link set lo up
ip address add "$ADDRESS" dev vec0
ip link set vec0 up

stty raw -echo
printf '\n%s 0\n' "$DONE"
while read -r command; do
    sh -c "$command" </dev/null 2>&1
    printf '\n%s %s\n' "$DONE" $?
done
echo o > /proc/sysrq-trigger
