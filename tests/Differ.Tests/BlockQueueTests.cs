using PluginHost.Plugins.Walking.Blocks;

namespace Differ.Tests;

public sealed class BlockQueueTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_full_queue_stops_who_fills_it()
    {
        using BlockQueue queue = new(CancellationToken.None);
        for (int i = 0; i < BlockQueue.Capacity; i++)
        {
            await queue.PutAsync(OfLength(i + 1));
        }

        Task next = queue.PutAsync(OfLength(99)).AsTask();
        Assert.False(next.IsCompleted);

        Assert.Equal(1, (await queue.TakeAsync()).Length);
        await next.WaitAsync(Limit);
    }

    [Fact]
    public async Task Bytes_come_out_as_they_went_in()
    {
        byte[] sent = new byte[(3 * Block.Size) + 17];
        new Random(1).NextBytes(sent);
        using BlockQueue queue = new(CancellationToken.None);
        Task writing = Task.Run(() =>
        {
            using BlockWriteStream output = new(queue);
            for (int offset = 0; offset < sent.Length; offset += 1000)
            {
                output.Write(sent.AsSpan(offset, Math.Min(1000, sent.Length - offset)));
            }

            output.Complete();
        });

        using MemoryStream received = new();
        using BlockReadStream input = new(queue);
        await Task.Run(() => input.CopyTo(received));

        await writing.WaitAsync(Limit);
        Assert.Equal(sent, received.ToArray());
        Assert.Equal(0, input.Read(new byte[1]));
    }

    [Fact]
    public async Task An_error_comes_out_behind_the_data_before_it()
    {
        using BlockQueue queue = new(CancellationToken.None);
        await queue.PutAsync(OfLength(3));
        queue.Fail(new IOException("broken"));
        using BlockReadStream input = new(queue);

        Assert.Equal(3, input.Read(new byte[10]));
        Assert.Equal("broken", Assert.Throws<IOException>(() => input.Read(new byte[10])).Message);
    }

    [Fact]
    public async Task Who_waits_is_released_by_the_token()
    {
        using CancellationTokenSource stop = new();
        using BlockQueue queue = new(stop.Token);
        using BlockReadStream input = new(queue);
        Task<int> reading = Task.Run(() => input.Read(new byte[1]));
        Task<Block> taking = queue.TakeAsync().AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Limit));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking.WaitAsync(Limit));
    }

    private static Block OfLength(int length) => new(Block.Rent(), length, null);
}
