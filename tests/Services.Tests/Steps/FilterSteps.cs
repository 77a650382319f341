using PluginHost.Proto.Services.ImagesV1;
using PluginHost.Proto.Types;

namespace Services.Tests.Steps;

/// <summary>The grammar of filters: each is put to a list of images that differ in what filters can ask.</summary>
internal static class FilterSteps
{
    private const string In = "filters";

    private static readonly string[] Filters =
    [
        "", " ", ",", ",,", "name", " name", "name ", "name,", ",name", "name==a", "name == a", "name==a,labels.x", "name==a, labels.x", "name==a ,labels.x",
        "name==\"a\"", "name=='a'", "\"name\"==a", "'name'==a", "name==|a|", "name==/a/", "name=a", "name===a", "name!a", "name!=a", "name!==a", "name~a", "name~=a", "name~==a",
        "name=!a", "name==", "name!=", "name~=", "==a", "~=", "name name", "name==a name==b", "name==a b", "name..x==a", "name.==a", ".name==a", "name.x==a", "name .x",
        "name~=/a/", "name~=|a|", "name~=/a", "name~=/^a$/", "name~=/a\\/b/", "name~=|a\\|b|", "name~=\"^a$\"", "name~=^a$", "name~=.*", "name~=\".*\"", "name~=a.*",
        "name~=[", "name~=\"[\"", "name~=(?i)A", "name~=(?=a)", "name~=\"\\\\d\"", "name~=\"\\d\"", "name~=\\d", "name~=\\pL", "name~=\\x{61}", "name~=a{1,2}", "name~=a{1",
        "name~=(a|b)", "name~=[[:alpha:]]", "name~=\\bz\\b", "name~=\\Aa\\z", "name~=(?P<n>a)",
        "labels.x", "labels.x==1", "labels.x!=1", "labels.y.z==2", "labels.\"y.z\"==2", "labels.\"y\".\"z\"==2", "labels.a/b==3", "labels.\"a/b\"==3", "labels.'a/b'==3", "labels",
        "labels.", "labels.none", "labels.none!=1", "labels.none==\"\"", "labels.none~=^$", "labels.empty", "annotations.n==5", "annotations", "unknown", "unknown!=x", "unknown==x", "unknown~=^$",
        "target", "target.digest", "target.digest~=sha256", "target.mediatype==m", "target.mediatype", "target.unknown", "target.digest.more",
        "name==\"a", "name==\"a\\\"", "name==\"\\x61\"", "name==\"\\u0061\"", "name==\"\\U00000061\"", "name==\"\\141\"", "name==\"\\q\"", "name==\"\\x6\"", "name==\"\\'\"", "name==\"\\400\"",
        "name==\"\\ud800\"", "name==ä", "ä==a", "name==a\tb", "name==a\nb", "name\n==a", "name==\"a\nb\"", "n-a==x", "n_a==x", "1==x", "_==x", "name==-a", "name==a=b", "name==a!b", "name==a.b", "name==.a",
        "name==a,name!=b", "name,labels.x,target.digest", "name==a\0", "name==€", "name==\u200b", "name==\u00a0", "name==(a)", "name==a\"b", "name==a/b", "name==a|b", "name==\\a", "name==#", "#==a", "name==a;b",
    ];

    public static IEnumerable<Step> All()
    {
        yield return Create("a", "m", ("x", "1"), ("y.z", "2"), ("a/b", "3"));
        yield return Create("b", "other", ("x", "2"));
        yield return Create("a/b", "m");
        yield return Create("ä", "m", ("with space", "v v"));
        yield return Create("7", "m");
        foreach (string filter in Filters)
        {
            yield return List($"<{filter}>", filter);
        }

        yield return List("two", "name==a", "name==b");
        yield return List("good and empty", "name==a", "");
        yield return List("good and bad", "name==a", "name==");
        yield return List("many", [.. Enumerable.Range(0, 50).Select(static number => $"name=={number}")]);
    }

    private static Step Create(string name, string mediaType, params (string Key, string Value)[] labels)
        => Step.Call($"create {name}", api => api.Images.CreateAsync(
            new CreateImageRequest
            {
                Image = new Image
                {
                    Name = name,
                    Labels = { labels.ToDictionary(static label => label.Key, static label => label.Value) },
                    Target = new Descriptor { Digest = Values.DigestOf(name), MediaType = mediaType, Size = 1, Annotations = { ["n"] = name == "b" ? "5" : "6" } },
                },
            },
            Api.In(In)));

    // The names are enough to see what matched.
    private static Step List(string name, params string[] filters)
        => new(name, async api =>
        {
            try
            {
                ListImagesResponse answer = await api.Images.ListAsync(new ListImagesRequest { Filters = { filters } }, Api.In(In));
                return string.Join(' ', answer.Images.Select(static image => image.Name));
            }
            catch (Grpc.Core.RpcException e)
            {
                return MessageText.Of(e);
            }
        });
}
