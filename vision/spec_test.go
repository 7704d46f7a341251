package vision

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func valid() Spec {
	return Spec{Width: 80, Height: 45, Color: Gray, Stack: 2, Layout: NCHW, Scale: 1.0 / 255, Type: Float32}
}

func TestSpecJSONIsKumiteInput(t *testing.T) {
	s := Spec{Width: 80, Height: 45, Color: RGB, Stack: 4, Layout: NHWC, Scale: 0.5, Mean: []float64{1, 2, 3}, Std: []float64{4}, Type: Float16}
	got, err := json.Marshal(s)
	want := `{"width":80,"height":45,"color":"rgb","stack":4,"layout":"NHWC","scale":0.5,"mean":[1,2,3],"std":[4]}`
	if err != nil || string(got) != want {
		t.Errorf("Marshal = %s, %v; want %s", got, err, want)
	}
	back := Spec{Type: Float16}
	if err := json.Unmarshal(got, &back); err != nil || !reflect.DeepEqual(back, s) {
		t.Errorf("Unmarshal = %+v, %v; want %+v", back, err, s)
	}
}

func TestSpecJSONLeavesAbsentFieldsZero(t *testing.T) {
	var s Spec
	if err := json.Unmarshal([]byte(`{"stack":2}`), &s); err != nil || !reflect.DeepEqual(s, Spec{Stack: 2}) {
		t.Errorf("Unmarshal = %+v, %v; want only stack 2", s, err)
	}
	if got, err := json.Marshal(Spec{Stack: 2}); err != nil || string(got) != `{"stack":2}` {
		t.Errorf("Marshal = %s, %v; want only stack", got, err)
	}
}

func TestSpecJSONRefusesUnknownKeysAndValues(t *testing.T) {
	for text, want := range map[string]string{
		`{"colour":"gray"}`:   `key "colour" is unknown; its keys are width, height, color`,
		`{"color":"bgr"}`:     `color "bgr" is unknown; want gray or rgb`,
		`{"layout":"CHW"}`:    `layout "CHW" is unknown; want NCHW or NHWC`,
		`{"width":"eighty"}`:  `"width" is a text; want a whole number`,
		`{"width":64.5}`:      `"width" is 64.5; want a whole number`,
		`{"scale":"1/255"}`:   `"scale" is a text; want a number`,
		`{"mean":"0.5, 0.5"}`: `"mean" is a text; want a list`,
		`[80, 45]`:            `the value is a list; want an object`,
	} {
		s := valid()
		if err := json.Unmarshal([]byte(text), &s); err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "json: ", ""), want) {
			t.Errorf("Unmarshal(%s) = %v; want %q", text, err, want)
		}
		if !reflect.DeepEqual(s, valid()) {
			t.Errorf("Unmarshal(%s) changed the spec to %+v", text, s)
		}
	}
}

func TestWithDefaultsPrefersTheSpecThenTheGraph(t *testing.T) {
	got := Spec{Width: 80, Stack: 3}.WithDefaults(Spec{Width: 160, Height: 45, Color: RGB, Stack: 1, Type: Float32})
	want := Spec{Width: 80, Height: 45, Color: RGB, Stack: 3, Layout: NCHW, Scale: 1.0 / 255, Type: Float32}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := (Spec{}).WithDefaults(Spec{Type: Uint8}); got.Scale != 1 || got.Stack != 1 {
		t.Errorf("uint8 defaults: scale %v stack %d; want 1 and 1", got.Scale, got.Stack)
	}
}

func TestWithShapeReadsTheGraph(t *testing.T) {
	tests := []struct {
		name  string
		spec  Spec
		shape [4]int64
		want  Spec
		err   string
	}{
		{"gray", Spec{}, [4]int64{-1, 1, 45, 80}, Spec{Width: 80, Height: 45, Color: Gray, Stack: 1, Layout: NCHW}, ""},
		{"rgb", Spec{}, [4]int64{1, 3, 45, 80}, Spec{Width: 80, Height: 45, Color: RGB, Stack: 1, Layout: NCHW}, ""},
		{"channels last", Spec{}, [4]int64{1, 45, 80, 3}, Spec{Width: 80, Height: 45, Color: RGB, Stack: 1, Layout: NHWC}, ""},
		{"stack", Spec{Stack: 2}, [4]int64{1, 6, 45, 80}, Spec{Width: 80, Height: 45, Color: RGB, Stack: 2, Layout: NCHW}, ""},
		{"dynamic", Spec{Width: 80, Height: 45, Color: Gray}, [4]int64{-1, -1, -1, -1}, Spec{Width: 80, Height: 45, Color: Gray, Stack: 1, Layout: NCHW}, ""},
		{"width differs", Spec{Width: 81, Color: Gray}, [4]int64{1, 1, 45, 80}, Spec{}, "width is 81 but the graph has 80"},
		{"channels differ", Spec{Color: RGB, Stack: 2}, [4]int64{1, 3, 45, 80}, Spec{}, "channels (rgb × stack 2) is 6 but the graph has 3"},
		{"channels last, stated first", Spec{Layout: NCHW}, [4]int64{1, 45, 80, 1}, Spec{}, "the graph has 45 channels, which is neither gray nor rgb × stack 1; state color and stack\nthe graph fits layout NHWC; state that"},
		{"channels first, stated last", Spec{Layout: NHWC, Color: RGB}, [4]int64{1, 3, 45, 80}, Spec{}, "but the graph has 80\nthe graph fits layout NCHW; state that"},
		{"channels last in a stack, stated first", Spec{Layout: NCHW, Color: RGB, Stack: 2}, [4]int64{-1, 45, 80, 6}, Spec{}, "but the graph has 45\nthe graph fits layout NHWC; state that"},
		{"sizes exchanged", Spec{Width: 80, Height: 45}, [4]int64{-1, 1, 80, 45}, Spec{}, "the graph has width and height exchanged; transpose its input to NCHW in the export"},
		{"sizes exchanged, one stated", Spec{Height: 45}, [4]int64{-1, 3, 80, 45}, Spec{}, "the graph has width and height exchanged; transpose its input to NCHW"},
		{"sizes exchanged, channels last", Spec{Width: 80, Layout: NHWC}, [4]int64{-1, 80, 45, 3}, Spec{}, "the graph has width and height exchanged; transpose its input to NHWC"},
		{"odd channels", Spec{}, [4]int64{1, 5, 45, 80}, Spec{}, "the graph has 5 channels, which is neither gray nor rgb"},
		{"odd channels last", Spec{}, [4]int64{1, 45, 80, 4}, Spec{}, "the graph has 4 channels, which is neither gray nor rgb × stack 1; state color and stack"},
		{"another stack, channels last", Spec{Stack: 2}, [4]int64{1, 45, 80, 4}, Spec{}, "the graph has 4 channels, which is neither gray nor rgb × stack 2"},
		{"another color, channels last", Spec{Color: RGB}, [4]int64{1, 45, 80, 4}, Spec{}, "channels (rgb × stack 1) is 3 but the graph has 4"},
	}
	for _, tt := range tests {
		got, err := tt.spec.WithShape(tt.shape, Float32)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: error %v; want %q", tt.name, err, tt.err)
			}
			continue
		}
		tt.want.Scale, tt.want.Type = 1.0/255, Float32
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %+v, %v; want %+v", tt.name, got, err, tt.want)
		}
	}
}

func TestValidateReportsEveryBadField(t *testing.T) {
	if err := valid().Validate(); err != nil {
		t.Fatalf("a valid spec: %v", err)
	}
	err := Spec{Width: -1, Height: 5000, Stack: 65, Mean: []float64{1, 2}, Std: []float64{0}}.Validate()
	if err == nil {
		t.Fatal("a spec with invalid fields: no error")
	}
	for _, want := range []string{
		"width is -1; want 1 to 4096", "height is 5000; want 1 to 4096", "color is unset; want gray or rgb",
		"stack is 65; want 1 to 64", "layout is unset; want NCHW or NHWC", "element type is unset",
		"scale is 0", "mean has 2 values", "std[0] is 0; want a finite number above 0",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Validate does not report %q:\n%v", want, err)
		}
	}
	bytes := valid()
	bytes.Type, bytes.Mean = Uint8, []float64{1}
	if err := bytes.Validate(); err == nil || !strings.Contains(err.Error(), "want 1\n") || !strings.Contains(err.Error(), "want none") {
		t.Errorf("a scaled uint8 spec: %v; want scale and mean refused", err)
	}
}

func TestShapeFollowsLayout(t *testing.T) {
	s := valid()
	if got, want := s.Shape(), [4]int64{1, 2, 45, 80}; got != want || s.Channels() != 2 || s.Len() != 7200 {
		t.Errorf("Shape %v, Channels %d, Len %d; want %v, 2, 7200", got, s.Channels(), s.Len(), want)
	}
	s.Layout, s.Color = NHWC, RGB
	if got, want := s.Shape(), [4]int64{1, 45, 80, 6}; got != want {
		t.Errorf("Shape %v; want %v", got, want)
	}
}
