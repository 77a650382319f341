using System.IO.Pipelines;

namespace PluginHost.Rpc.Server.Authority;

/// <summary>
/// What a client sends as Kestrel reads it. The first bytes come through an <see cref="AuthorityRewriter"/>; once it is finished, reads go
/// straight to the transport, at the price of one virtual call.
/// </summary>
internal sealed class AuthorityInput(PipeReader transport) : PipeReader
{
    private readonly AuthorityRewriter _rewriter = new();
    private readonly Pipe _passed = new(new PipeOptions(useSynchronizationContext: false));
    private bool _direct;

    /// <summary>Passes bytes until the rewriter is finished or the connection is.</summary>
    public async Task RunAsync()
    {
        Exception? error = null;
        try
        {
            while (true)
            {
                ReadResult result = await transport.ReadAsync();
                SequencePosition passed = _rewriter.Pass(result.Buffer, _passed.Writer);

                // What the rewriter leaves when it is finished is Kestrel's next read; before that it waits for the rest of a frame.
                transport.AdvanceTo(passed, _rewriter.IsFinished ? passed : result.Buffer.End);
                FlushResult flushed = await _passed.Writer.FlushAsync();
                if (_rewriter.IsFinished || result.IsCompleted || result.IsCanceled || flushed.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e)
        {
            // The transport's end, which Kestrel is to see in its next read.
            error = e;
        }

        await _passed.Writer.CompleteAsync(error);
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        => _direct ? transport.ReadAsync(cancellationToken) : ReadPassedAsync(cancellationToken);

    public override bool TryRead(out ReadResult result)
    {
        if (_direct)
        {
            return transport.TryRead(out result);
        }

        if (!_passed.Reader.TryRead(out result))
        {
            return false;
        }

        if (!IsHandOver(result))
        {
            return true;
        }

        if (result.Buffer.IsEmpty)
        {
            GoDirect(result);
            return transport.TryRead(out result);
        }

        result = Open(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        if (_direct)
        {
            transport.AdvanceTo(consumed);
        }
        else
        {
            _passed.Reader.AdvanceTo(consumed);
        }
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_direct)
        {
            transport.AdvanceTo(consumed, examined);
        }
        else
        {
            _passed.Reader.AdvanceTo(consumed, examined);
        }
    }

    public override void CancelPendingRead()
    {
        _passed.Reader.CancelPendingRead();
        if (_rewriter.IsFinished)
        {
            transport.CancelPendingRead();
        }
    }

    public override void Complete(Exception? exception = null)
    {
        if (_direct)
        {
            transport.Complete(exception);
            return;
        }

        _passed.Reader.Complete(exception);
        transport.CancelPendingRead();
    }

    // Not the end of the connection, as it looks: only of what was passed.
    private static ReadResult Open(ReadResult result) => new(result.Buffer, result.IsCanceled, isCompleted: false);

    private bool IsHandOver(ReadResult result) => result.IsCompleted && _rewriter.IsFinished;

    private void GoDirect(ReadResult result)
    {
        _passed.Reader.AdvanceTo(result.Buffer.End);
        _passed.Reader.Complete();
        _direct = true;
    }

    private async ValueTask<ReadResult> ReadPassedAsync(CancellationToken cancellationToken)
    {
        ReadResult result = await _passed.Reader.ReadAsync(cancellationToken);
        if (!IsHandOver(result))
        {
            return result;
        }

        if (!result.Buffer.IsEmpty)
        {
            return Open(result);
        }

        GoDirect(result);
        return await transport.ReadAsync(cancellationToken);
    }
}
