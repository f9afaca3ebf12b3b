// Command podsecurity judges pods by the code the API server judges them with: it reads pod objects as a JSON list from
// standard input and prints each that breaks the restricted level of a Kubernetes version. It ends with 1 where one does.
//
//	podsecurity 1.30 < pods.json
package main

import (
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

func main() {
	if len(os.Args) != 2 {
		fail("usage: podsecurity VERSION < pods.json")
	}
	version, err := api.ParseVersion("v" + os.Args[1])
	if err != nil {
		fail(err.Error())
	}
	var pods []corev1.Pod
	if err := json.NewDecoder(os.Stdin).Decode(&pods); err != nil {
		fail("standard input is no list of pods: " + err.Error())
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		fail(err.Error())
	}
	broken := 0
	for _, pod := range pods {
		results := evaluator.EvaluatePod(api.LevelVersion{Level: api.LevelRestricted, Version: version}, &pod.ObjectMeta, &pod.Spec)
		if verdict := policy.AggregateCheckResults(results); !verdict.Allowed {
			broken++
			fmt.Printf("%s: %s: %s\n", pod.Name, verdict.ForbiddenReason(), verdict.ForbiddenDetail())
		}
	}
	fmt.Printf("%d pods, %d broken\n", len(pods), broken)
	if broken > 0 {
		os.Exit(1)
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, "podsecurity: "+message)
	os.Exit(2)
}
