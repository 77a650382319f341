using PluginHost.Testing;

namespace Runtime.Tests.Checkpoints;

/// <summary>
/// The real runc, but for checkpoints: criu does not work on every kernel, so one is a file with the container's name in it, and what is
/// restored is a shell that sleeps.
/// </summary>
internal sealed class ScriptedRunc
{
    private readonly string _calls;

    public ScriptedRunc(ScratchDirectory directory)
    {
        Program = directory.At("scripted-runc");
        _calls = directory.At("calls");
        File.WriteAllText(_calls, "");
        File.WriteAllText(Program, $$"""
            #!/bin/sh
            option() { name=$1; shift; while [ $# -gt 1 ]; do [ "$1" = "$name" ] && { echo "$2"; return; }; shift; done; }
            for last; do :; done
            image=$(option --image-path "$@")
            case "$*" in
              *' checkpoint '*) [ ! -e {{directory.At("broken")}} ] || { echo no criu here >&2; exit 1; }; mkdir -p "$image/deep" && echo "memory of $last" > "$image/deep/pages-1.img";;
              *' restore '*)
                echo "$last from $(cat "$image/deep/pages-1.img") at $image" >> {{_calls}}
                ls "$(option --bundle "$@")/rootfs" >> {{_calls}}
                sleep 1000 > /dev/null 2>&1 & printf %s $! > "$(option --pid-file "$@")";;
              *' delete '*restored) kill -9 $(cat "$(option --log "$@" | sed s/log.json/init.pid/)"); exec {{Tools.Get("runc")}} "$@";;
              *' kill '*restored*) kill -9 $(cat "$(option --log "$@" | sed s/log.json/init.pid/)");;
              *) exec {{Tools.Get("runc")}} "$@";;
            esac
            """);
        File.SetUnixFileMode(Program, (UnixFileMode)0b111_101_101);
    }

    /// <summary>Path of the script.</summary>
    public string Program { get; }

    /// <summary>What was restored, from what, and what its root directory held.</summary>
    public string[] Restored() => File.ReadAllLines(_calls);
}
