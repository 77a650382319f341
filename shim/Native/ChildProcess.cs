using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

/// <summary>How a program is started; <see cref="TryStart"/> does it. It inherits the listed descriptors and no others.</summary>
/// <param name="Program">A path, or a name that is looked up in PATH.</param>
/// <param name="Arguments">The arguments, the program's own name first.</param>
/// <param name="Environment">Lines <c>NAME=value</c>.</param>
/// <param name="Descriptors">Its descriptors 0, 1, 2 and so on.</param>
/// <param name="Blocked">The signals that are blocked in it.</param>
/// <param name="NewGroup">Whether it leads a process group of its own.</param>
internal sealed record ChildProcess(
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<string> Environment,
    IReadOnlyList<SafeFileDescriptor> Descriptors,
    SignalSet Blocked,
    bool NewGroup)
{
    // Above what any child gets, so that no copy overwrites one that is still to be copied.
    private const int FirstSpare = 16;

    /// <summary>Starts it: the errno; its pid.</summary>
    public int TryStart(out int pid)
    {
        byte[] actions = Kernel.SpawnActions();
        byte[] attributes = Kernel.SpawnAttributes();
        nint[] arguments = Strings(Arguments);
        nint[] environment = Strings(Environment);
        List<SafeFileDescriptor> spares = [];
        try
        {
            for (int number = 0; number < Descriptors.Count; number++)
            {
                SafeFileDescriptor spare = Kernel.DuplicateAbove(Descriptors[number], FirstSpare);
                spares.Add(spare);
                Kernel.SpawnWithDescriptor(actions, spare.Number, number);
            }

            Kernel.SetSpawnMask(attributes, Blocked);
            Kernel.SetSpawnDefaults(attributes, SignalSet.All());
            Kernel.SetSpawnFlags(
                attributes,
                (short)(Kernel.POSIX_SPAWN_SETSIGMASK | Kernel.POSIX_SPAWN_SETSIGDEF | (NewGroup ? Kernel.POSIX_SPAWN_SETPGROUP : 0)));

            int child = 0;
            int errno = OpenFileLimit.Lowered(() => Kernel.TrySpawn(Program, actions, attributes, arguments, environment, out child));
            pid = child;

            return errno;
        }
        finally
        {
            Kernel.FreeSpawnActions(actions);
            spares.ForEach(spare => spare.Dispose());
            Free(arguments);
            Free(environment);
        }
    }

    private static nint[] Strings(IReadOnlyList<string> texts)
    {
        nint[] strings = new nint[texts.Count + 1];
        for (int i = 0; i < texts.Count; i++)
        {
            strings[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        return strings;
    }

    private static void Free(nint[] strings)
    {
        foreach (nint text in strings)
        {
            Marshal.FreeCoTaskMem(text);
        }
    }
}
