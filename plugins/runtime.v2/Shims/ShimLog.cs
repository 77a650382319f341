using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>
/// What a shim logs: it writes to the fifo <c>log</c> in its bundle, and the daemon copies it to its own log as long as it is connected. Nobody
/// reading would stop the shim once the pipe is full.
/// </summary>
internal sealed class ShimLog : IAsyncDisposable
{
    private const uint OwnerOnly = 0b111_000_000;

    private readonly CancellationTokenSource _end = new();
    private readonly AnonymousPipeClientStream _pipe;
    private readonly Task _copying;

    private ShimLog(AnonymousPipeClientStream pipe)
    {
        _pipe = pipe;
        _copying = CopyAsync();
    }

    /// <summary>Makes the fifo if it is missing and begins to copy.</summary>
    public static ShimLog Open(Bundle bundle)
    {
        string path = bundle.Combine("log");
        Fifo.Create(path, OwnerOnly);

        // Open for both directions: then it never waits for a writer, and never sees an end between two writers.
        SafeFileDescriptor descriptor = Fifo.OpenBoth(path);
        SafePipeHandle handle = new(descriptor.Number, ownsHandle: true);
        descriptor.SetHandleAsInvalid();
        return new ShimLog(new AnonymousPipeClientStream(PipeDirection.In, handle));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _copying;
        await _pipe.DisposeAsync();
        _end.Dispose();
    }

    private async Task CopyAsync()
    {
        byte[] buffer = new byte[1024];
        await using Stream log = Console.OpenStandardError();
        try
        {
            int count;
            while ((count = await _pipe.ReadAsync(buffer, _end.Token)) > 0)
            {
                await log.WriteAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // Closed by us, or the daemon's own log is gone: either way there is nobody to tell.
            return;
        }
    }
}
