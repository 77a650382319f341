using PluginHost.Linux;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Native;
using PluginHost.Shim.Runc;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Actions;

/// <summary><c>-info</c>: what the runtime is and can do.</summary>
internal sealed class InfoAction(ShimName name)
{
    private const string FeaturesType = "types.containerd.io/opencontainers/runtime-spec/1/features/Features";

    /// <summary>Prints a RuntimeInfo: name(1), version(2), options(3), features(4).</summary>
    public void Run()
    {
        byte[] input = StandardStreams.ReadInput();
        AnyValue? options = input.Length == 0 ? null : AnyValue.Parse(input);
        RuncOptions runcOptions = RuncOptions.Of(options);
        WireWriter info = new WireWriter()
            .Text(1, $"io.containerd.{name.Runtime}.{name.Version}")
            .Message(2, new WireWriter().Text(1, ShimVersion.Text));
        if (options is not null)
        {
            info.Any(3, options.TypeUrl, options.Value);
        }

        // A runtime that knows no such command has no features to tell.
        if (ReadFeatures(runcOptions) is { Length: > 0 } features)
        {
            info.Any(4, FeaturesType, features);
        }

        StandardStreams.WriteOutput(info.Written);
    }

    private byte[]? ReadFeatures(RuncOptions options)
    {
        string runtime = options.BinaryName.Length > 0 ? options.BinaryName : name.Runtime;
        (SafeFileDescriptor read, SafeFileDescriptor write) = LibC.Pipe2(0);
        using (read)
        {
            int pid;
            using (write)
            using (SafeFileDescriptor none = LibC.Open("/dev/null", OpenFlags.O_RDWR))
            {
                ChildProcess child = new(runtime, [runtime, "features"], RuncEnvironment.Read(), [none, write, none], SignalSet.Of(), NewGroup: false);
                if (child.TryStart(out pid) != 0)
                {
                    return null;
                }
            }

            using MemoryStream output = new();
            byte[] buffer = new byte[4096];
            while (Kernel.TryRead(read, buffer, out int count) == 0 && count > 0)
            {
                output.Write(buffer, 0, count);
            }

            return LibC.TryWaitPid(pid, WaitOptions.None, out _, out WaitStatus status) == 0 && status.Raw == 0 ? output.ToArray() : null;
        }
    }
}
