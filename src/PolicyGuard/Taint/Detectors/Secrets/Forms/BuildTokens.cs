namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Tokens of package registries, build and secret stores that say what they are.</summary>
internal static class BuildTokens
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new TokenForm("npm-token", "npm_{a36}", entropy: 3),
        new TokenForm("pypi-token", "pypi-AgE<IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZ>{w40-}", entropy: 3),
        new TokenForm("rubygems-key", "rubygems_{x48}"),
        new TokenForm("nuget-key", "oy2{l43}", entropy: 3),
        new TokenForm("docker-hub-token", "dckr_<pat|oat>_{w27-40}", entropy: 3),
        new TokenForm("artifactory-key", "AKCp{a67-69}", entropy: 3),
        new TokenForm("artifactory-reference-token", "cmVmd{a59}", entropy: 3),
        new TokenForm("crates-token", "cio{a32}", entropy: 3.5),
        new TokenForm("clojars-token", "CLOJARS_{l60}", entropy: 3),
        new TokenForm("terraform-cloud-token", "{a14}.atlasv1.{q60-70}", entropy: 3),
        new TokenForm("circleci-token", "CCI<PAT|PRJ>_{a16-30}_{x40}"),
        new TokenForm("buildkite-token", "bk<ua|aj|ct|pt|at>_{a40}", entropy: 3),
        new TokenForm("sonar-token", "sq<u|p|a>_{x40}"),
        new TokenForm("snyk-token", "snyk_<uat|sat>.{x8}.{w20-}", entropy: 3),
        new TokenForm("doppler-token", "dp.<pt|ct|sa|scim|audit|said>.{a40-44}", entropy: 3),
        new TokenForm("doppler-token", "dp.st.{w2-35}.{a40-44}", entropy: 3),
        new TokenForm("vault-token", "hv<s|b|r>.{w24-300}", entropy: 3),
        new TokenForm("pulumi-token", "pul-{x40}"),
        new TokenForm("infracost-key", "ico-{a32}", entropy: 3),
        new TokenForm("prefect-key", "pn<u|b>_{a36}", entropy: 3),
        new TokenForm("octopus-deploy-key", "API-{u26}", entropy: 3),
        new TokenForm("1password-secret-key", "A3-{u6}-{u11}-{u5}-{u5}-{u5}", entropy: 3),
        new TokenForm("1password-secret-key", "A3-{u6}-{u6}-{u5}-{u5}-{u5}-{u5}", entropy: 3),
        new TokenForm("1password-service-token", "ops_eyJ{e200-}", entropy: 3),
        new TokenForm("age-secret-key", "AGE-SECRET-KEY-1{u58}", entropy: 3),
        new TokenForm("infisical-token", "st.{x24}.{x32}.{x32}"),
        new TokenForm("jfrog-token", "eyJ2ZXIiOiIyIiwidHlwIjoiSldUIiwiYWxnIjoiUlMyNTYi{w20-}.{w20-}.{w20-}", entropy: 3),
    ];
}
