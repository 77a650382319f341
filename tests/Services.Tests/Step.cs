using Google.Protobuf;
using Grpc.Core;

namespace Services.Tests;

/// <summary>One request of the table.</summary>
/// <param name="Name">What is asked, unique in its table.</param>
/// <param name="AnswerAsync">Sends it; the answer, good or bad, as text.</param>
internal sealed record Step(string Name, Func<Api, Task<string>> AnswerAsync)
{
    public static Step Call<T>(string name, Func<Api, AsyncUnaryCall<T>> call)
        where T : IMessage
        => new(name, async api =>
        {
            try
            {
                return MessageText.Of(await call(api).ResponseAsync);
            }
            catch (RpcException e)
            {
                return MessageText.Of(e);
            }
        });

    public static Step Stream<T>(string name, Func<Api, AsyncServerStreamingCall<T>> open)
        where T : IMessage
        => new(name, async api =>
        {
            List<string> answers = [];
            try
            {
                using AsyncServerStreamingCall<T> call = open(api);
                while (await call.ResponseStream.MoveNext(CancellationToken.None))
                {
                    answers.Add(MessageText.Of(call.ResponseStream.Current));
                }
            }
            catch (RpcException e)
            {
                answers.Add(MessageText.Of(e));
            }

            return answers.Count == 0 ? "(nothing)" : string.Join("; ", answers);
        });
}
