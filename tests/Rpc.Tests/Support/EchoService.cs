using Grpc.Core;
using Rpc.Tests.Protocol;

namespace Rpc.Tests.Support;

/// <summary>Answers all four shapes; a test replaces what it needs otherwise.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    public Func<Note, ServerCallContext, Task<Note>> OnSay { get; init; } = (note, _) => Task.FromResult(note);

    public Func<IAsyncStreamReader<Note>, ServerCallContext, Task<Note>> OnCollect { get; init; } = async (notes, context) =>
    {
        Note sum = new();
        await foreach (Note note in notes.ReadAllAsync(context.CancellationToken))
        {
            sum.Text += note.Text;
            sum.Number += note.Number;
        }

        return sum;
    };

    public Func<Note, IServerStreamWriter<Note>, ServerCallContext, Task> OnExpand { get; init; } = async (note, writer, _) =>
    {
        for (int i = 0; i < note.Number; i++)
        {
            await writer.WriteAsync(new Note { Text = note.Text, Number = i });
        }
    };

    public Func<IAsyncStreamReader<Note>, IServerStreamWriter<Note>, ServerCallContext, Task> OnChat { get; init; } =
        async (notes, writer, context) =>
        {
            await foreach (Note note in notes.ReadAllAsync(context.CancellationToken))
            {
                await writer.WriteAsync(note);
            }
        };

    public override Task<Note> Say(Note request, ServerCallContext context) => OnSay(request, context);

    public override Task<Note> Collect(IAsyncStreamReader<Note> requestStream, ServerCallContext context)
        => OnCollect(requestStream, context);

    public override Task Expand(Note request, IServerStreamWriter<Note> responseStream, ServerCallContext context)
        => OnExpand(request, responseStream, context);

    public override Task Chat(
        IAsyncStreamReader<Note> requestStream,
        IServerStreamWriter<Note> responseStream,
        ServerCallContext context)
        => OnChat(requestStream, responseStream, context);

    public ServerServiceDefinition Bind() => Echo.BindService(this);
}
